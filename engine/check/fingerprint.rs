//! The name of a finding that outlives edits elsewhere in its file: for baselines, and for services that
//! follow a finding from one run to the next. One algorithm, the same in every release.

use super::declared::Declarations;
use crate::documents::Workspace;
use protune_compiler::diagnostic::{Diagnostic, Place, RuleId};
use protune_compiler::schema::FileId;
use rustc_hash::FxHashMap;
use std::fmt::{self, Write};

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
    /// Hashes of rules and paths, with which those of findings begin.
    begun: FxHashMap<(RuleId, FileId), Hash>,
    declarations: Declarations,
}

impl Fingerprints {
    /// Returns the fingerprint of the next finding. It is made from the rule, the path, and the declaration that the
    /// finding is in, or, where it is in none, the line where it begins, without the space around it; of findings that
    /// agree in all three, how many came before.
    pub fn of(&mut self, workspace: &Workspace, finding: &Diagnostic) -> Fingerprint {
        let (rule, file) = (finding.rule, finding.place.file);
        let begin = || {
            let path = &workspace.document(file).path;
            Hash::default().part(rule.as_bytes()).part(path.as_bytes())
        };
        let mut hash = *self.begun.entry((rule, file)).or_insert_with(begin);
        match self.declarations.around(workspace, finding.place) {
            Some(name) => write!(hash, "{name}").expect("a hash takes everything"),
            None => hash.add(first_line(workspace, finding.place).as_bytes()),
        }
        self.next(hash.part(b"").0)
    }

    /// Returns the fingerprint of the next of those that agree in a hash.
    fn next(&mut self, agreed: u64) -> Fingerprint {
        let before = self.seen.entry(agreed).or_default();
        let fingerprint = hash([&agreed.to_le_bytes()[..], &before.to_le_bytes()[..]]);
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
    let text = workspace.text(place.file);
    let line = text.line_span(text.line(span.start));
    if line.len() <= LONG_LINE {
        return text.of(line).trim();
    }
    let end = text.text.floor_char_boundary(line.end.min(span.start + LONG_LINE) as usize);
    text.text[span.start as usize..end].trim()
}

/// FNV-1a in 64 bits.
#[derive(Clone, Copy, Debug)]
struct Hash(u64);

impl Default for Hash {
    fn default() -> Hash {
        Hash(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn add(&mut self, bytes: &[u8]) {
        self.0 =
            bytes.iter().fold(self.0, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    }

    /// With a part, or the rest of one, closed by a byte that text does not contain.
    fn part(mut self, bytes: &[u8]) -> Hash {
        self.add(bytes);
        self.add(&[0xff]);
        self
    }
}

impl Write for Hash {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.add(text.as_bytes());
        Ok(())
    }
}

fn hash<const N: usize>(parts: [&[u8]; N]) -> u64 {
    parts.into_iter().fold(Hash::default(), Hash::part).0
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
        let first = Fingerprints::default().next(hash([b"RULE", b"a/b.proto", b"message m {"]));
        assert_eq!(first, Fingerprint(0x07fa_99c1_042d_4e2f));
    }

    #[test]
    fn twins_are_told_apart_by_their_order() {
        let mut fingerprints = Fingerprints::default();
        let line = |line: &str| hash(["RULE", "a.proto", line].map(str::as_bytes));
        let mut next = |text| fingerprints.next(line(text));
        let (first, second, other) = (next("int32 a = 1;"), next("int32 a = 1;"), next("int32 b = 2;"));
        assert!(first != second && first != other && second != other);
        assert_eq!(Fingerprints::default().next(line("int32 a = 1;")), first);
    }
}
