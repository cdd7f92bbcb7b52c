//! The answers of protoc to many files, in few calls.

use super::base;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Files of one call.
const BATCH: usize = 100;

pub(crate) enum Verdict {
    /// The encoded descriptor.
    Set(Vec<u8>),
    Refused(String),
}

pub(crate) struct Protoc {
    binary: PathBuf,
    folder: TempDir,
}

impl Protoc {
    pub(crate) fn new() -> Protoc {
        let binary = protoc_bin_vendored::protoc_bin_path().expect("a protoc for this platform");
        Protoc { binary, folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn run(&self, sources: &BTreeMap<String, String>) -> BTreeMap<String, Verdict> {
        let write = |name: &str, text: &str| {
            fs::write(self.folder.path().join(name), text).expect("a writable folder");
        };
        sources.iter().for_each(|(name, text)| write(name, text));
        base::files().for_each(|(name, text)| write(name, &text));
        let mut verdicts = BTreeMap::new();
        let mut rest: Vec<&str> = sources.keys().map(String::as_str).collect();
        while !rest.is_empty() {
            let batch: Vec<&str> = rest.drain(..rest.len().min(BATCH)).collect();
            // protoc stops at the first file that it refuses: those before it are compiled once more, without it.
            let refused = match self.call(&batch) {
                Ok(set) => {
                    verdicts.extend(split(&set));
                    continue;
                }
                Err(told) => {
                    batch.iter().position(|name| told.contains(&format!("{name}:"))).map(|at| (at, told))
                }
            };
            let (at, told) = refused.expect("protoc names the file that it refuses");
            verdicts.insert(batch[at].to_owned(), Verdict::Refused(told));
            rest.splice(..0, batch[at + 1..].iter().copied());
            match self.call(&batch[..at]) {
                Ok(set) => verdicts.extend(split(&set)),
                // Some of its checks come after all files were read.
                Err(_) => drop(rest.splice(..0, batch[..at].iter().copied())),
            }
        }
        verdicts
    }

    fn call(&self, files: &[&str]) -> Result<Vec<u8>, String> {
        if files.is_empty() {
            return Ok(Vec::new());
        }
        let out = self.folder.path().join("set.binpb");
        let answer = Command::new(&self.binary)
            .args([Path::new("-I."), Path::new("--include_source_info"), Path::new("-o"), &out])
            .args(files)
            .current_dir(self.folder.path())
            .output()
            .expect("protoc runs");
        let told = String::from_utf8_lossy(&answer.stderr);
        if answer.status.success() {
            return Ok(fs::read(out).expect("protoc wrote a set"));
        }
        // Warnings are about other files.
        Err(told.lines().filter(|line| !line.contains("warning: ")).collect::<Vec<_>>().join("\n"))
    }
}

/// The descriptors of a sound set.
fn split(set: &[u8]) -> Vec<(String, Verdict)> {
    let mut out = Vec::new();
    let mut rest = set;
    while !rest.is_empty() {
        let descriptor = take_record(&mut rest);
        // The name comes first.
        let name = String::from_utf8(take_record(&mut &descriptor[..]).to_vec()).expect("a name");
        out.push((name, Verdict::Set(descriptor.to_vec())));
    }
    out
}

/// The contents of a record whose tag is one byte.
fn take_record<'b>(rest: &mut &'b [u8]) -> &'b [u8] {
    let digits = rest[1..].iter().take_while(|&&byte| byte >= 0x80).count() + 1;
    let digit = |(at, &byte): (usize, &u8)| usize::from(byte & 0x7F) << (7 * at);
    let len: usize = rest[1..=digits].iter().enumerate().map(digit).sum();
    let (record, after) = rest[1 + digits..].split_at(len);
    *rest = after;
    record
}
