//! Choice of the edits that are made together, and the resulting texts. Pure: knows no finding, and does not
//! judge whether an edit is right.

use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::FileId;
use protune_compiler::text::Span;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Result of making edits once.
#[derive(Debug, Default)]
pub struct Merged {
    /// The files that change, in order of their ids, with their new texts.
    pub files: Vec<(FileId, String)>,
    /// Spans of each proposal in the new texts, in the order of the proposals; `None` if it was not taken.
    pub taken: Vec<Option<Vec<(FileId, Span)>>>,
}

/// Edits that are made together or not at all.
pub trait Proposed {
    /// The edits.
    fn edits(&self) -> &[Edit];
    /// Kind of the proposal. Insertions of one kind at one place are all made, in the order of the proposals.
    /// The order of two kinds would be a guess.
    fn kind(&self) -> &str;
}

/// Makes the edits of all proposals that do not get into each other's way: of two that do, the earlier
/// in the text is taken. A proposal is taken whole or not at all.
pub fn merge<'t>(proposals: &[impl Proposed], text_of: impl Fn(FileId) -> &'t str) -> Merged {
    let mut in_text_order: Vec<usize> = (0..proposals.len()).collect();
    in_text_order.sort_by_cached_key(|&at| proposals[at].edits().iter().map(Slot::of).min());
    let mut taken = Taken::default();
    let mut is_taken = vec![false; proposals.len()];
    for at in in_text_order {
        let (edits, kind) = (proposals[at].edits(), proposals[at].kind());
        if edits.iter().any(|edit| taken.is_in_the_way_of(edit, kind)) {
            continue;
        }
        edits.iter().for_each(|edit| taken.take(edit, kind));
        is_taken[at] = true;
    }
    let (files, places) = taken.rewrite(text_of);
    let place = |edit: &Edit| Some((edit.file, *places.get(&(Slot::of(edit), edit.text.as_str()))?));
    let placed = is_taken
        .iter()
        .zip(proposals)
        .map(|(taken, proposal)| taken.then(|| proposal.edits().iter().filter_map(place).collect()));
    Merged { taken: placed.collect(), files }
}

/// Span that an edit replaces. Ordered as the texts are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Slot {
    file: FileId,
    start: u32,
    end: u32,
}

impl Slot {
    fn of(edit: &Edit) -> Slot {
        Slot { file: edit.file, start: edit.span.start, end: edit.span.end }
    }

    fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Share a byte, or one inserts where the other begins or ends: which of the two texts comes first
    /// would be a guess.
    fn meets(self, other: Slot) -> bool {
        let inserts = self.is_empty() || other.is_empty();
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        self.file == other.file && (start < end || inserts && start == end)
    }
}

/// The edits that were taken. Those of different fixes do not meet, so they end in the order in
/// which they start.
#[derive(Default)]
struct Taken<'f>(BTreeMap<Slot, New<'f>>);

/// Replacement for a slot; several texts only for insertions.
struct New<'f> {
    kind: &'f str,
    texts: Vec<&'f str>,
    /// The texts, to be looked up.
    known: HashSet<&'f str>,
}

impl New<'_> {
    fn has(&self, edit: &Edit) -> bool {
        self.known.contains(edit.text.as_str())
    }
}

impl<'f> Taken<'f> {
    fn take(&mut self, edit: &'f Edit, kind: &'f str) {
        let new = self.0.entry(Slot::of(edit)).or_insert_with(|| New {
            kind,
            texts: Vec::new(),
            known: HashSet::new(),
        });
        if new.known.insert(&edit.text) {
            new.texts.push(&edit.text);
        }
    }

    fn is_in_the_way_of(&self, edit: &Edit, kind: &str) -> bool {
        let wanted = Slot::of(edit);
        if self.0.get(&wanted).is_some_and(|new| new.has(edit) || wanted.is_empty() && new.kind == kind) {
            return false;
        }
        let last = Slot { file: wanted.file, start: wanted.end, end: u32::MAX };
        let before = self.0.range(..=last).rev().map(|(&slot, _)| slot);
        before
            .take_while(|slot| slot.file == wanted.file && slot.end >= wanted.start)
            .any(|slot| slot.meets(wanted))
    }

    fn rewrite<'t>(&self, text_of: impl Fn(FileId) -> &'t str) -> (Vec<(FileId, String)>, Places<'f>) {
        let edits: Vec<(Slot, &[&'f str])> =
            self.0.iter().map(|(&slot, new)| (slot, new.texts.as_slice())).collect();
        let mut places = Places::new();
        let of_one_file = edits.chunk_by(|a, b| a.0.file == b.0.file);
        let files = of_one_file.map(|edits| {
            let file = edits[0].0.file;
            (file, replace(text_of(file), edits, &mut places))
        });
        (files.collect(), places)
    }
}

/// Spans of the texts of edits in the new text.
type Places<'f> = HashMap<(Slot, &'f str), Span>;

fn replace<'f>(text: &str, edits: &[(Slot, &[&'f str])], places: &mut Places<'f>) -> String {
    let mut new = String::with_capacity(text.len());
    let mut at = 0;
    for &(slot, replacements) in edits {
        new.push_str(&text[at..slot.start as usize]);
        for replacement in replacements {
            let start = new.len() as u32;
            new.push_str(replacement);
            places.insert((slot, replacement), Span::new(start, new.len() as u32));
        }
        at = slot.end as usize;
    }
    new.push_str(&text[at..]);
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "one two three";

    fn edit(file: usize, start: u32, end: u32, text: &str) -> Edit {
        Edit { file: FileId::new(file), span: Span::new(start, end), text: text.to_owned() }
    }

    struct Of<'e>(&'static str, &'e [Edit]);

    impl Proposed for Of<'_> {
        fn edits(&self) -> &[Edit] {
            self.1
        }

        fn kind(&self) -> &str {
            self.0
        }
    }

    /// Does the same as [`merge_kinds`], with each proposal of its own kind.
    fn merge_all(proposals: &[Vec<Edit>]) -> (Vec<String>, usize, usize) {
        const KINDS: [&str; 3] = ["A", "B", "C"];
        merge_kinds(
            &KINDS.into_iter().zip(proposals).map(|(kind, edits)| Of(kind, edits)).collect::<Vec<_>>(),
        )
    }

    /// The texts of the changed files, how many proposals were taken, and how many were left.
    fn merge_kinds(proposals: &[Of<'_>]) -> (Vec<String>, usize, usize) {
        let merged = merge(proposals, |_| TEXT);
        let taken = merged.taken.iter().filter(|taken| taken.is_some()).count();
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
    fn it_is_told_where_a_proposal_stands() {
        let (longer, shorter) = ([edit(0, 0, 3, "eleven")], [edit(0, 4, 7, "2"), edit(0, 13, 13, "!")]);
        let merged = merge(&[Of("A", &longer), Of("B", &shorter), Of("C", &[edit(0, 1, 2, "")])], |_| TEXT);
        let told = |at: usize| merged.taken[at].iter().flatten().map(|(_, span)| span.of(&merged.files[0].1));
        assert_eq!(told(0).collect::<Vec<_>>(), ["eleven"]);
        assert_eq!(told(1).collect::<Vec<_>>(), ["2", "!"]);
        assert!(merged.taken[2].is_none());
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
    fn insertions_of_one_kind_come_in_their_order() {
        let [a, b, c] = ["a", "b", "c"].map(|text| vec![edit(0, 3, 3, text)]);
        let of_two_kinds = [Of("A", &a), Of("B", &b), Of("A", &c), Of("A", &a)];
        assert_eq!(merge_kinds(&of_two_kinds), (texts(["oneac two three"]), 3, 1));
        let replaced = [vec![edit(0, 0, 3, "1")], vec![edit(0, 0, 3, "I")]];
        assert_eq!(
            merge_kinds(&[Of("A", &replaced[0]), Of("A", &replaced[1])]),
            (texts(["1 two three"]), 1, 1)
        );
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
