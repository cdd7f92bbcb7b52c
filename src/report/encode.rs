//! Encoding side by side: how every format writes that is for programs. Keeps the order of the findings; knows
//! no format.

use super::Reported;
use protune_compiler::diagnostic::Diagnostic;
use protune_engine::Workspace;
use protune_engine::check::Fingerprints;
use rayon::prelude::*;
use serde::Serializer;
use std::borrow::{Borrow, Cow};
use std::fmt::Display;
use std::io::{self, Write};

/// The findings of how many files are encoded before they are written.
const BATCH: usize = 512;

/// About as many bytes as a finding takes.
const FINDING: usize = 1024;

/// Writes what `encode` makes of the findings of each file, with something between where it makes anything. The
/// files are encoded side by side. One that several old sides have is one file.
pub(super) fn by_file<T: Borrow<Diagnostic> + Sync>(
    workspace: &Workspace,
    all: &[T],
    between: &[u8],
    encode: impl Fn(&[T], &mut Vec<u8>) -> io::Result<()> + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let file = |finding: &T| finding.borrow().place.file;
    let key = |file| (workspace.document(file).side, &workspace.document(file).path);
    let is_one = |a, b| a == b || key(a) == key(b);
    let of_files: Vec<&[T]> = all.chunk_by(|a, b| is_one(file(a), file(b))).collect();
    let mut parting: &[u8] = b"";
    for batch in of_files.chunks(BATCH) {
        let encode = |some: &&[T]| {
            let mut text = Vec::with_capacity(some.len() * FINDING);
            encode(some, &mut text).map(|()| text)
        };
        let encoded: Vec<Vec<u8>> = batch.par_iter().map(encode).collect::<io::Result<_>>()?;
        for text in encoded.iter().filter(|text| !text.is_empty()) {
            out.write_all(std::mem::replace(&mut parting, between))?;
            out.write_all(text)?;
        }
    }
    Ok(())
}

/// Serializes something as it is shown.
pub(super) fn shown<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Writes what `encode` makes of each finding, with something between. Fingerprints depend on what else is found
/// in the file.
pub(super) fn one_by_one<T: Borrow<Diagnostic> + Sync>(
    workspace: &Workspace,
    all: &[T],
    between: &[u8],
    encode: impl Fn(&T, &mut Fingerprints, &mut Vec<u8>) -> io::Result<()> + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let encode = |some: &[T], out: &mut Vec<u8>| {
        let mut fingerprints = Fingerprints::default();
        for (at, finding) in some.iter().enumerate() {
            out.extend_from_slice(if at == 0 { b"" } else { between });
            encode(finding, &mut fingerprints, out)?;
        }
        Ok(())
    };
    by_file(workspace, all, between, encode, out)
}

/// Writes a line for each finding: commands to something that reads along. The most severe come first, since
/// there are readers that stop after some.
pub(super) fn lines(
    findings: Reported<'_>,
    encode: impl Fn(&Diagnostic, &mut Vec<u8>) -> io::Result<()> + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let by_severity = findings.by_severity();
    for some in by_severity.chunk_by(|a, b| a.severity == b.severity) {
        let encode = |finding: &&Diagnostic, _: &mut Fingerprints, out: &mut Vec<u8>| {
            encode(finding, out)?;
            out.push(b'\n');
            Ok(())
        };
        one_by_one(findings.workspace, some, b"", encode, out)?;
    }
    Ok(())
}

/// The text with those characters replaced that have another spelling.
pub(super) fn replace(text: &str, spelling: impl Fn(char) -> Option<&'static str>) -> Cow<'_, str> {
    let Some(first) = text.find(|c| spelling(c).is_some()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for c in text[first..].chars() {
        match spelling(c) {
            Some(spelling) => out.push_str(spelling),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}
