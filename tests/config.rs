//! Configurations as people write them, good and bad. Each file in `tests/config` holds cases:
//!
//! ```text
//! ## what the case is about
//! --- path/of/a/file
//! its text; `--- path/of/a/file bytes` reads `\xFF`, and `--- path folder` makes a folder
//! $ protune lint
//! its answer, and the files that it wrote
//! ```
//!
//! Every case begins with two schemas of its own.

use crate::transcript::binary::protune;
use crate::transcript::{self, show};
use libtest_mimic::Trial;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

const SCHEMAS: [(&str, &str); 2] = [
    ("a/a.proto", "syntax = \"proto3\";\npackage a;\nmessage bad_a {}\n"),
    ("b/b.proto", "syntax = \"proto3\";\npackage b;\nmessage bad_b {}\nmessage Ok { int32 Field = 1; }\n"),
];

pub(crate) fn trials() -> Vec<Trial> {
    transcript::trials("config", replay)
}

fn replay(text: &str) -> String {
    let mut out = String::new();
    for (at, case) in text.split("\n## ").enumerate() {
        if at == 0 && !case.starts_with("## ") {
            out += case;
            out.push('\n');
            continue;
        }
        replay_case(case.strip_prefix("## ").unwrap_or(case), &mut out);
    }
    out
}

fn replay_case(case: &str, out: &mut String) {
    let is_command = |line: &str| line.starts_with("$ protune");
    let (title, body) = case.split_once('\n').unwrap();
    let files: String = body.split_inclusive('\n').take_while(|line| !is_command(line.trim_end())).collect();
    write!(out, "## {title}\n{files}").unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in SCHEMAS {
        put(folder.path(), path, text.as_bytes());
    }
    files.split("--- ").skip(1).for_each(|file| put_written(folder.path(), file));
    for command in body.lines().filter(|line| is_command(line)) {
        writeln!(out, "{command}").unwrap();
        run(folder.path(), &words(&command["$ protune".len()..]), out);
    }
    out.push('\n');
}

/// Writes a file as a case describes it.
fn put_written(folder: &Path, file: &str) {
    let (head, text) = file.split_once('\n').unwrap();
    match head.split_once(' ') {
        Some((path, "folder")) => fs::create_dir_all(folder.join(path)).unwrap(),
        Some((path, "bytes")) => put(folder, path, &unescape(text)),
        Some(_) => panic!("what is {head}?"),
        None => put(folder, head, text.as_bytes()),
    }
}

fn put(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// `\xFF` becomes a byte.
fn unescape(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut out = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        out.push(u8::from_str_radix(&part[..2], 16).unwrap());
        out.extend_from_slice(&part.as_bytes()[2..]);
    }
    out
}

/// The words of a command; `'...'` is one.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (at, part) in line.split('\'').enumerate() {
        match at % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

/// Runs a command, in the folder that a leading `-C DIR` names, and notes the answer and what was written.
fn run(folder: &Path, words: &[String], out: &mut String) {
    let (below, words) = match words {
        [option, below, rest @ ..] if option == "-C" => (below.as_str(), rest),
        words => (".", words),
    };
    let before = files(folder);
    let mut protune = protune(&folder.join(below));
    show(&protune.args(words).env("BUF_CACHE_DIR", folder.join("cache")).output().unwrap(), out);
    for (path, bytes) in files(folder) {
        if before.get(&path) != Some(&bytes) {
            writeln!(out, "[wrote {}]\n{}", path.display(), str::from_utf8(&bytes).unwrap()).unwrap();
        }
    }
}

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| (entry.path().strip_prefix(folder).unwrap().to_owned(), fs::read(entry.path()).unwrap()))
        .collect()
}
