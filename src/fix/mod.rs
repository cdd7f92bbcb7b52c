//! From findings to new texts: which fixes are taken, and what the files say then. Pure: writes no
//! file, and does not judge whether a fix is right.

use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Fix, Safety};
use protune_compiler::schema::FileId;
use std::collections::BTreeMap;

/// What comes of applying fixes once.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The files that change, in order of their ids, with their new texts.
    pub files: Vec<(FileId, String)>,
    /// How many findings are mended.
    pub taken: usize,
    /// How many could be, but for a fix that was taken before theirs.
    pub left: usize,
}

/// Applies, for each finding, the first of its fixes that is at most as unsafe as `limit`. Of two
/// fixes that get into each other's way the earlier in the text is taken; a fix is applied whole or
/// not at all.
pub fn apply<'t>(findings: &[Diagnostic], limit: Safety, text_of: impl Fn(FileId) -> &'t str) -> Fixed {
    let chosen = findings.iter().filter_map(|finding| choose(finding, limit));
    let mut wanted: Vec<&[Edit]> = chosen.filter_map(edits).collect();
    wanted.sort_by_key(|edits| edits.iter().map(Slot::of).min());
    let mut taken = Taken::default();
    let mut fixed = Fixed::default();
    for edits in wanted {
        if edits.iter().any(|edit| taken.is_in_the_way_of(edit)) {
            fixed.left += 1;
            continue;
        }
        taken.0.extend(edits.iter().map(|edit| (Slot::of(edit), edit.text.as_str())));
        fixed.taken += 1;
    }
    fixed.files = taken.rewrite(text_of);
    fixed
}

/// The fix of a finding that would be applied. A manual fix never is.
pub fn choose(finding: &Diagnostic, limit: Safety) -> Option<&Fix> {
    let limit = limit.min(Safety::Unsafe);
    finding.fixes.iter().find(|fix| fix.safety <= limit && edits(fix).is_some())
}

fn edits(fix: &Fix) -> Option<&[Edit]> {
    match &fix.change {
        Change::Edits(edits) if !edits.is_empty() => Some(edits),
        Change::Edits(_) | Change::Rename(_) => None,
    }
}

/// What an edit replaces. Ordered as the texts are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    file: FileId,
    start: u32,
    end: u32,
}

impl Slot {
    fn of(edit: &Edit) -> Slot {
        Slot { file: edit.file, start: edit.span.start, end: edit.span.end }
    }

    /// Share a byte, or one inserts where the other begins or ends: which of the two texts comes first
    /// would be a guess.
    fn meets(self, other: Slot) -> bool {
        let inserts = self.start == self.end || other.start == other.end;
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        self.file == other.file && (start < end || inserts && start == end)
    }
}

/// The edits that were taken. Those of different fixes do not meet, so they end in the order in
/// which they start.
#[derive(Default)]
struct Taken<'f>(BTreeMap<Slot, &'f str>);

impl<'f> Taken<'f> {
    fn is_in_the_way_of(&self, edit: &Edit) -> bool {
        let wanted = Slot::of(edit);
        if self.0.get(&wanted) == Some(&edit.text.as_str()) {
            return false;
        }
        let last = Slot { file: wanted.file, start: wanted.end, end: u32::MAX };
        let before = self.0.range(..=last).rev().map(|(&slot, _)| slot);
        before
            .take_while(|slot| slot.file == wanted.file && slot.end >= wanted.start)
            .any(|slot| slot.meets(wanted))
    }

    fn rewrite<'t>(&self, text_of: impl Fn(FileId) -> &'t str) -> Vec<(FileId, String)> {
        let edits: Vec<(Slot, &'f str)> = self.0.iter().map(|(&slot, &text)| (slot, text)).collect();
        let of_one_file = edits.chunk_by(|a, b| a.0.file == b.0.file);
        of_one_file.map(|edits| (edits[0].0.file, replace(text_of(edits[0].0.file), edits))).collect()
    }
}

fn replace(text: &str, edits: &[(Slot, &str)]) -> String {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for (slot, replacement) in edits {
        new.push_str(&text[at..slot.start as usize]);
        new.push_str(replacement);
        at = slot.end as usize;
    }
    new.push_str(&text[at..]);
    new
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::diagnostic::{Place, Severity};
    use protune_compiler::text::Span;

    const TEXT: &str = "one two three";

    fn edit(file: u32, start: u32, end: u32, text: &str) -> Edit {
        Edit { file: FileId(file), span: Span::new(start, end), text: text.to_owned() }
    }

    fn finding(fixes: impl IntoIterator<Item = (Safety, Vec<Edit>)>) -> Diagnostic {
        let mut finding = Diagnostic::new("RULE", Severity::Error, Place::file(FileId(0)), "wrong");
        for (safety, edits) in fixes {
            finding = finding.fix(Fix { title: "mend it".to_owned(), safety, change: Change::Edits(edits) });
        }
        finding
    }

    fn safe(edits: Vec<Edit>) -> Diagnostic {
        finding([(Safety::Safe, edits)])
    }

    /// The texts of the changed files, how many fixes were taken, and how many were left.
    fn apply_all(findings: &[Diagnostic], limit: Safety) -> (Vec<String>, usize, usize) {
        let fixed = apply(findings, limit, |_| TEXT);
        (fixed.files.into_iter().map(|(_, text)| text).collect(), fixed.taken, fixed.left)
    }

    fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
        texts.map(str::to_owned).to_vec()
    }

    #[test]
    fn fixes_that_stand_apart_are_all_taken() {
        let findings = [safe(vec![edit(0, 8, 13, "3")]), safe(vec![edit(0, 0, 3, "1"), edit(0, 4, 7, "2")])];
        assert_eq!(apply_all(&findings, Safety::Safe), (texts(["1 2 3"]), 2, 0));
    }

    #[test]
    fn of_two_that_overlap_the_earlier_is_taken_and_the_other_left_whole() {
        let findings = [safe(vec![edit(0, 2, 5, "?"), edit(0, 8, 9, "T")]), safe(vec![edit(0, 0, 3, "1")])];
        assert_eq!(apply_all(&findings, Safety::Safe), (texts(["1 two three"]), 1, 1));
    }

    #[test]
    fn a_long_edit_is_seen_behind_short_ones() {
        let findings =
            [safe(vec![edit(0, 0, 9, "?")]), safe(vec![edit(0, 9, 10, "!")]), safe(vec![edit(0, 8, 8, "x")])];
        assert_eq!(apply_all(&findings, Safety::Safe), (texts(["?!ree"]), 2, 1));
    }

    #[test]
    fn neighbours_are_taken_but_not_two_insertions_at_one_place() {
        let neighbours = [safe(vec![edit(0, 0, 3, "1")]), safe(vec![edit(0, 3, 4, "-")])];
        assert_eq!(apply_all(&neighbours, Safety::Safe), (texts(["1-two three"]), 2, 0));
        let insertions = [safe(vec![edit(0, 3, 3, "a")]), safe(vec![edit(0, 3, 3, "b")])];
        assert_eq!(apply_all(&insertions, Safety::Safe), (texts(["onea two three"]), 1, 1));
        let at_the_edge = [safe(vec![edit(0, 0, 3, "1")]), safe(vec![edit(0, 3, 3, "b")])];
        assert_eq!(apply_all(&at_the_edge, Safety::Safe), (texts(["1 two three"]), 1, 1));
    }

    #[test]
    fn the_same_edit_of_two_findings_is_made_once() {
        let both = [safe(vec![edit(0, 3, 3, "!")]), safe(vec![edit(0, 3, 3, "!"), edit(0, 4, 7, "2")])];
        assert_eq!(apply_all(&both, Safety::Safe), (texts(["one! 2 three"]), 2, 0));
    }

    #[test]
    fn the_limit_decides_and_manual_fixes_never_count() {
        let findings = [finding([
            (Safety::Manual, vec![edit(0, 0, 3, "m")]),
            (Safety::Unsafe, vec![edit(0, 0, 3, "u")]),
        ])];
        assert_eq!(apply_all(&findings, Safety::Safe), (texts([]), 0, 0));
        assert_eq!(apply_all(&findings, Safety::Unsafe), (texts(["u two three"]), 1, 0));
        assert_eq!(apply_all(&findings, Safety::Manual), (texts(["u two three"]), 1, 0));
    }

    #[test]
    fn a_fix_over_two_files_is_one_unit() {
        let across = safe(vec![edit(0, 0, 3, "1"), edit(1, 0, 3, "1")]);
        assert_eq!(
            apply_all(std::slice::from_ref(&across), Safety::Safe),
            (texts(["1 two three", "1 two three"]), 1, 0)
        );
        let findings = [safe(vec![edit(0, 0, 1, "O")]), across];
        assert_eq!(apply_all(&findings, Safety::Safe), (texts(["One two three"]), 1, 1));
    }
}
