//! Which of many edits are made together, and what the files say then. Pure: knows no finding, and
//! does not judge whether an edit is right.

use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::FileId;
use std::collections::BTreeMap;

/// What comes of making edits once.
#[derive(Debug, Default)]
pub struct Merged {
    /// The files that change, in order of their ids, with their new texts.
    pub files: Vec<(FileId, String)>,
    /// Of each proposal, in their order, whether it was taken.
    pub taken: Vec<bool>,
}

/// Makes the edits of all proposals that do not get into each other's way: of two that do, the earlier
/// in the text is taken. A proposal is taken whole or not at all.
pub fn merge<'t, E: AsRef<[Edit]>>(proposals: &[E], text_of: impl Fn(FileId) -> &'t str) -> Merged {
    let mut in_text_order: Vec<usize> = (0..proposals.len()).collect();
    in_text_order.sort_by_cached_key(|&at| proposals[at].as_ref().iter().map(Slot::of).min());
    let mut taken = Taken::default();
    let mut merged = Merged { files: Vec::new(), taken: vec![false; proposals.len()] };
    for at in in_text_order {
        let edits = proposals[at].as_ref();
        if edits.iter().any(|edit| taken.is_in_the_way_of(edit)) {
            continue;
        }
        taken.0.extend(edits.iter().map(|edit| (Slot::of(edit), edit.text.as_str())));
        merged.taken[at] = true;
    }
    merged.files = taken.rewrite(text_of);
    merged
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
    use protune_compiler::text::Span;

    const TEXT: &str = "one two three";

    fn edit(file: u32, start: u32, end: u32, text: &str) -> Edit {
        Edit { file: FileId(file), span: Span::new(start, end), text: text.to_owned() }
    }

    /// The texts of the changed files, how many proposals were taken, and how many were left.
    fn merge_all(proposals: &[Vec<Edit>]) -> (Vec<String>, usize, usize) {
        let merged = merge(proposals, |_| TEXT);
        let taken = merged.taken.iter().filter(|taken| **taken).count();
        (merged.files.into_iter().map(|(_, text)| text).collect(), taken, proposals.len() - taken)
    }

    fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
        texts.map(str::to_owned).to_vec()
    }

    #[test]
    fn fixes_that_stand_apart_are_all_taken() {
        let findings = [vec![edit(0, 8, 13, "3")], vec![edit(0, 0, 3, "1"), edit(0, 4, 7, "2")]];
        assert_eq!(merge_all(&findings), (texts(["1 2 3"]), 2, 0));
    }

    #[test]
    fn of_two_that_overlap_the_earlier_is_taken_and_the_other_left_whole() {
        let findings = [vec![edit(0, 2, 5, "?"), edit(0, 8, 9, "T")], vec![edit(0, 0, 3, "1")]];
        assert_eq!(merge_all(&findings), (texts(["1 two three"]), 1, 1));
    }

    #[test]
    fn a_long_edit_is_seen_behind_short_ones() {
        let findings = [vec![edit(0, 0, 9, "?")], vec![edit(0, 9, 10, "!")], vec![edit(0, 8, 8, "x")]];
        assert_eq!(merge_all(&findings), (texts(["?!ree"]), 2, 1));
    }

    #[test]
    fn neighbours_are_taken_but_not_two_insertions_at_one_place() {
        let neighbours = [vec![edit(0, 0, 3, "1")], vec![edit(0, 3, 4, "-")]];
        assert_eq!(merge_all(&neighbours), (texts(["1-two three"]), 2, 0));
        let insertions = [vec![edit(0, 3, 3, "a")], vec![edit(0, 3, 3, "b")]];
        assert_eq!(merge_all(&insertions), (texts(["onea two three"]), 1, 1));
        let at_the_edge = [vec![edit(0, 0, 3, "1")], vec![edit(0, 3, 3, "b")]];
        assert_eq!(merge_all(&at_the_edge), (texts(["1 two three"]), 1, 1));
    }

    #[test]
    fn the_same_edit_of_two_findings_is_made_once() {
        let both = [vec![edit(0, 3, 3, "!")], vec![edit(0, 3, 3, "!"), edit(0, 4, 7, "2")]];
        assert_eq!(merge_all(&both), (texts(["one! 2 three"]), 2, 0));
    }

    #[test]
    fn a_fix_over_two_files_is_one_unit() {
        let across = vec![edit(0, 0, 3, "1"), edit(1, 0, 3, "1")];
        assert_eq!(merge_all(std::slice::from_ref(&across)), (texts(["1 two three", "1 two three"]), 1, 0));
        let findings = [vec![edit(0, 0, 1, "O")], across];
        assert_eq!(merge_all(&findings), (texts(["One two three"]), 1, 1));
    }
}
