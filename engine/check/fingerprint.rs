//! The name of a finding that outlives edits elsewhere in its file: for baselines, and for services that
//! follow a finding from one run to the next. One algorithm, the same in every release.

use super::declared::Declarations;
use crate::documents::{Text, Workspace};
use protune_compiler::diagnostic::{Diagnostic, Place};
use rustc_hash::FxHashMap;
use std::fmt;

/// In bytes.
const LONG_LINE: u32 = 1000;

/// A name of a finding, shown as 16 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// Returns the fingerprint of texts that together name something, in this order.
    pub fn of_texts<const N: usize>(texts: [&str; N]) -> Fingerprint {
        Fingerprint(hash(texts.map(str::as_bytes)))
    }
}

/// Hands out fingerprints to findings in the order in which they are reported.
#[derive(Default, Debug)]
pub struct Fingerprints {
    seen: FxHashMap<u64, u32>,
    declarations: Declarations,
}

impl Fingerprints {
    /// Returns the fingerprint of the next finding. It is made from the rule, the path, and the declaration that the
    /// finding is in, or, where it is in none, the line where it begins, without the space around it; of findings that
    /// agree in all three, how many came before.
    pub fn of(&mut self, workspace: &Workspace, finding: &Diagnostic) -> Fingerprint {
        let path = &workspace.document(finding.place.file).path;
        let declaration = self.declarations.around(workspace, finding.place).map(|name| name.to_string());
        match declaration {
            Some(name) => self.next(&finding.rule, path, &name),
            None => self.next(&finding.rule, path, first_line(workspace, finding.place)),
        }
    }

    fn next(&mut self, rule: &str, path: &str, place: &str) -> Fingerprint {
        let base = hash([rule, path, place].map(str::as_bytes));
        let before = self.seen.entry(base).or_default();
        let fingerprint = hash([&base.to_le_bytes()[..], &before.to_le_bytes()[..]]);
        *before += 1;
        Fingerprint(fingerprint)
    }
}

/// The line of a finding alone, for whoever keeps rules and paths beside it.
pub(super) fn of_line(workspace: &Workspace, finding: &Diagnostic) -> Fingerprint {
    Fingerprint(hash([first_line(workspace, finding.place).as_bytes()]))
}

/// Text of the first line, shortened if only a machine can have written it: all of it for each of the
/// findings in it would take long.
fn first_line(workspace: &Workspace, place: Place) -> &str {
    let Some(span) = place.span else { return "" };
    let Text { text, lines } = workspace.text(place.file);
    let line = lines.line_span(lines.line(span.start));
    if line.len() <= LONG_LINE {
        return line.of(text).trim();
    }
    let end = text.floor_char_boundary(line.end.min(span.start + LONG_LINE) as usize);
    text[span.start as usize..end].trim()
}

/// FNV-1a in 64 bits, each part closed by a byte that text does not contain.
fn hash<const N: usize>(parts: [&[u8]; N]) -> u64 {
    let closed = parts.into_iter().flat_map(|part| part.iter().chain(&[0xff]));
    closed.fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_never_changes() {
        assert_eq!(hash([]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash([b"RULE", b"a/b.proto", b"message m {"]), 0x2148_54a5_275d_79ad);
        assert_ne!(hash([b"ab", b"c"]), hash([b"a", b"bc"]));
        let first = Fingerprints::default().next("RULE", "a/b.proto", "message m {");
        assert_eq!(first, Fingerprint(0x07fa_99c1_042d_4e2f));
    }

    #[test]
    fn twins_are_told_apart_by_their_order() {
        let mut fingerprints = Fingerprints::default();
        let mut next = |line| fingerprints.next("RULE", "a.proto", line);
        let (first, second, other) = (next("int32 a = 1;"), next("int32 a = 1;"), next("int32 b = 2;"));
        assert!(first != second && first != other && second != other);
        assert_eq!(Fingerprints::default().next("RULE", "a.proto", "int32 a = 1;"), first);
    }
}
