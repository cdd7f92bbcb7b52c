//! Encoding side by side: how every format writes that is for programs. Keeps the order of the findings; knows
//! no format.

use super::look::{is_control, visible, visible_path};
use super::reported::WHOLE;
use super::{INCOMPLETE, Paths, Reported, Undone, count};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_engine::Workspace;
use protune_engine::check::{Fingerprint, Fingerprints};
use rayon::prelude::*;
use serde::{Serialize, Serializer};
use serde_json::ser::Formatter;
use serde_json::value::RawValue;
use std::borrow::{Borrow, Cow};
use std::fmt::Display;
use std::io::{self, Write};

/// About as many findings are encoded before they are written: all of them are in memory at once.
const BATCH: usize = 2048;

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
    let of_files = of_files(workspace, all);
    let mut rest = &of_files[..];
    let batches = std::iter::from_fn(|| match rest {
        [] => None,
        _ => rest.split_off(..next_batch(rest)),
    });
    let encode = |some: &&[T]| {
        let mut text = Vec::with_capacity(some.len() * FINDING);
        encode(some, &mut text).map(|()| text)
    };
    in_turn(batches, between, |batch| batch.par_iter().map(encode).collect(), out)
}

/// Writes the texts that `encode` makes of each batch, with something between. While those of one batch are written, which
/// takes as long as whoever reads them takes, those of the next one are made.
pub(super) fn in_turn<B: Send>(
    batches: impl IntoIterator<Item = B>,
    between: &[u8],
    encode: impl Fn(B) -> io::Result<Vec<Vec<u8>>> + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut parting = Parting::new(between);
    let mut encoded = Ok(Vec::new());
    for batch in batches {
        let before = std::mem::replace(&mut encoded, Ok(Vec::new()))?;
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| encoded = encode(batch));
            parting.write_all(before, out)
        })?;
    }
    parting.write_all(encoded?, out)
}

/// Bytes that stand between texts.
struct Parting<'b> {
    between: &'b [u8],
    next: &'b [u8],
}

impl<'b> Parting<'b> {
    fn new(between: &'b [u8]) -> Parting<'b> {
        Parting { between, next: b"" }
    }

    /// Writes those of these texts that are not empty.
    fn write_all(&mut self, texts: Vec<Vec<u8>>, out: &mut dyn Write) -> io::Result<()> {
        for text in texts.iter().filter(|text| !text.is_empty()) {
            out.write_all(std::mem::replace(&mut self.next, self.between))?;
            out.write_all(text)?;
        }
        Ok(())
    }
}

/// The findings of each file; of a file that several old sides have, together.
fn of_files<'t, T: Borrow<Diagnostic>>(workspace: &Workspace, all: &'t [T]) -> Vec<&'t [T]> {
    let file = |finding: &T| finding.borrow().place.file;
    let key = |file| (workspace.document(file).side, &workspace.document(file).path);
    let is_one = |a, b| a == b || key(a) == key(b);
    all.chunk_by(|a, b| is_one(file(a), file(b))).collect()
}

/// The number of files, at least one, that have as many findings as are encoded at once.
fn next_batch<T>(of_files: &[&[T]]) -> usize {
    let mut before = 0;
    let fits = |some: &&&[T]| {
        let fits = before < BATCH;
        before += some.len();
        fits
    };
    of_files.iter().take_while(fits).count()
}

/// Serializes something as it is shown.
pub(super) fn shown<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Writes a value as JSON on one line. What steers a terminal is written by its number, which reads as the same character.
pub(super) fn json(out: impl Write, value: &(impl Serialize + ?Sized)) -> io::Result<()> {
    Ok(value.serialize(&mut serde_json::Serializer::with_formatter(out, Harmless))?)
}

struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        // Most texts have none of those characters, and most are short.
        if is_plain(fragment.as_bytes()) {
            out.write_all(fragment.as_bytes())
        } else {
            json_fragment(out, fragment, is_control)
        }
    }
}

/// Whether all bytes are printable characters of ASCII. They are checked eight at a time: a byte of another kind sets its
/// highest bit, and without one no highest bit is set.
fn is_plain(text: &[u8]) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let (words, rest) = text.as_chunks();
    let odd = words.iter().fold(0, |odd, &word| {
        let word = u64::from_ne_bytes(word);
        odd | word | word.wrapping_add(EACH) | word.wrapping_sub(EACH * 0x20)
    });
    odd & (EACH * 0x80) == 0 && rest.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

/// A value that is in many findings, as JSON.
pub(super) fn encoded(value: &impl Serialize) -> io::Result<Box<RawValue>> {
    let mut text = Vec::new();
    json(&mut text, value)?;
    Ok(serde_json::from_slice(&text)?)
}

/// Writes a part of a JSON string with some of its characters as numbers.
pub(super) fn json_fragment(
    out: &mut (impl Write + ?Sized),
    fragment: &str,
    is_number: impl Fn(char) -> bool,
) -> io::Result<()> {
    let mut rest = fragment;
    while let Some(at) = rest.find(&is_number) {
        let (before, special) = rest.split_at(at);
        let c = special.chars().next().unwrap_or_default();
        write!(out, "{before}\\u{:04x}", u32::from(c))?;
        rest = &special[c.len_utf8()..];
    }
    out.write_all(rest.as_bytes())
}

/// Writes what `encode` makes of each finding, with something between. Findings are encoded side by side, those of one file
/// too.
pub(super) fn one_by_one<T: Sync>(
    all: &[T],
    between: &[u8],
    encode: impl Fn(&T, &mut Vec<u8>) -> io::Result<()> + Sync,
    out: &mut dyn Write,
) -> io::Result<()> {
    let encode = |some: &[T]| {
        let mut text = Vec::with_capacity(some.len() * FINDING);
        for (at, finding) in some.iter().enumerate() {
            text.extend_from_slice(if at == 0 { b"" } else { between });
            encode(finding, &mut text)?;
        }
        Ok(text)
    };
    let encode = |batch: &[T]| batch.par_chunks(BATCH / 32).map(encode).collect();
    in_turn(all.chunks(BATCH), between, encode, out)
}

/// The findings with their fingerprints, which depend on what else is found in the file.
pub(super) fn fingerprinted<'t, T: Borrow<Diagnostic> + Sync>(
    workspace: &Workspace,
    all: &'t [T],
) -> Vec<(&'t T, Fingerprint)> {
    let of_file = |some: &'t [T]| {
        let mut fingerprints = Fingerprints::default();
        let with = |finding: &'t T| (finding, fingerprints.of(workspace, finding.borrow()));
        some.iter().map(with).collect::<Vec<_>>()
    };
    of_files(workspace, all).into_par_iter().flat_map_iter(of_file).collect()
}

/// Number of commands of a level that the runners of GitHub and Azure show of a step. They drop the others.
const SHOWN: usize = 10;

/// Number of further findings that are listed in the log. Services truncate logs of several megabytes.
const LISTED: usize = 1000;

/// Form in which a service accepts annotations.
pub(super) struct Annotations {
    /// Level that it shows a severity at.
    pub(super) level: fn(Severity) -> &'static str,
    /// Writes the command for a finding, without the end of the line.
    pub(super) finding: fn(Reported<'_>, &Diagnostic, &mut Vec<u8>) -> io::Result<()>,
    /// Writes the command for work that could not be done, without the end of the line.
    pub(super) undone: fn(&Undone<'_>, &mut Vec<u8>) -> io::Result<()>,
}

/// Writes as many commands of each level as the service shows, the most severe first, and lists further findings
/// as plain lines. Says how many are left out.
pub(super) fn annotations(
    findings: Reported<'_>,
    Annotations { level, finding: write_finding, undone: write_undone }: &Annotations,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut text = Vec::new();
    let undone = findings.undone(Paths::Repository);
    for what in undone.iter().take(SHOWN) {
        write_undone(what, &mut text)?;
        text.push(b'\n');
    }
    let by_severity = findings.by_severity();
    let mut rest: Vec<&Diagnostic> = Vec::new();
    for of_level in by_severity.chunk_by(|a, b| level(a.severity) == level(b.severity)) {
        let is_error = of_level[0].severity == Severity::Error;
        let free = if is_error { SHOWN.saturating_sub(undone.len()) } else { SHOWN };
        let (shown, others) = of_level.split_at(free.min(of_level.len()));
        for finding in shown {
            write_finding(findings, finding, &mut text)?;
            text.push(b'\n');
        }
        rest.extend(others);
    }
    out.write_all(&text)?;
    let undone = undone.get(SHOWN..).unwrap_or_default();
    if !rest.is_empty() || !undone.is_empty() {
        let more = count(rest.len() + undone.len(), "more finding");
        writeln!(out, "{more} without an annotation, of which a step shows {SHOWN} of each level:")?;
    }
    list(findings, undone, &rest, out)
}

/// Lists work that could not be done, and findings, as plain lines. Says how many are left out.
pub(super) fn list(
    findings: Reported<'_>,
    undone: &[Undone<'_>],
    some: &[&Diagnostic],
    out: &mut dyn Write,
) -> io::Result<()> {
    for what in undone.iter().take(LISTED) {
        writeln!(out, "error[{INCOMPLETE}] {}", visible(&what.message))?;
    }
    for finding in some.iter().take(LISTED) {
        line(findings, finding, out)?;
    }
    match some.len().saturating_sub(LISTED) + undone.len().saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(out, "and {more} more"),
    }
}

/// Writes the line of a finding as `text` does, for a service, which knows no working directory.
fn line(findings: Reported<'_>, finding: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let path = findings.path_in_repository(finding.place);
    let (line, column) = findings.position(finding.place).unwrap_or(WHOLE);
    write!(out, "{}:{line}:{column}: ", visible_path(&path))?;
    writeln!(out, "{}[{}] {}", finding.severity.name(), finding.rule, visible(&finding.message))
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
        let encode = |finding: &&Diagnostic, out: &mut Vec<u8>| {
            encode(finding, out)?;
            out.push(b'\n');
            Ok(())
        };
        one_by_one(some, b"", encode, out)?;
    }
    Ok(())
}

/// Keeps as many entries as a reader takes, those with the smallest weight, in their order. Returns how many are left out.
pub(super) fn keep_first<T, W: Ord>(all: &mut Vec<T>, most: usize, weight: impl Fn(&T) -> W) -> usize {
    let left_out = all.len().saturating_sub(most);
    if left_out > 0 {
        let mut by_weight: Vec<(usize, T)> = all.drain(..).enumerate().collect();
        by_weight.sort_by_key(|(_, entry)| weight(entry));
        by_weight.truncate(most);
        by_weight.sort_by_key(|&(at, _)| at);
        all.extend(by_weight.into_iter().map(|(_, entry)| entry));
    }
    left_out
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_plain_wherever_they_are() {
        for byte in 0..=u8::MAX {
            for (length, at) in [(1, 0), (8, 0), (8, 7), (9, 8), (17, 3), (23, 22)] {
                for around in [b' ', b'a', b'~'] {
                    let mut text = vec![around; length];
                    text[at] = byte;
                    assert_eq!(is_plain(&text), matches!(byte, b' '..=b'~'), "{byte} at {at} of {length}");
                }
            }
        }
        assert!(is_plain(b""));
    }
}
