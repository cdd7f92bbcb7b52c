//! Ranges of numbers, reserved or left to extensions: each makes sense, and no two overlap.

use super::Checker;
use crate::schema::file::*;
use crate::schema::lower::MAX_FIELD_NUMBER;
use crate::schema::problems::MessageProblem;

impl Checker<'_, '_> {
    pub(super) fn message_ranges(&mut self, row: &Message) {
        for id in row.extension_ranges.iter() {
            let max = if row.is_message_set { i32::MAX - 1 } else { MAX_FIELD_NUMBER };
            self.range(id, 1, max);
        }
        for id in row.reserved_ranges.iter() {
            self.range(id, 1, i32::MAX);
        }
        let all = row
            .extension_ranges
            .iter()
            .map(|id| (id, true))
            .chain(row.reserved_ranges.iter().map(|id| (id, false)));
        self.overlaps(all.collect());
        self.proto3_ranges(row);
    }

    pub(super) fn enum_ranges(&mut self, row: &Enum) {
        for id in row.reserved_ranges.iter() {
            self.range(id, i32::MIN, i32::MAX);
        }
        self.overlaps(row.reserved_ranges.iter().map(|id| (id, false)).collect());
    }

    fn range(&mut self, id: RangeId, min: i32, max: i32) {
        let row = &self.file[id];
        let span = self.file.span(row.node);
        if row.first < min {
            self.report(span, MessageProblem::RangeBelowOne);
        } else if row.last < row.first {
            self.report(span, MessageProblem::RangeReversed);
        } else if row.last > max {
            self.report(span, MessageProblem::RangeTooFar { max });
        }
    }

    /// Reports each range that overlaps one before it in the text; `true` is for extensions.
    fn overlaps(&mut self, mut ranges: Vec<(RangeId, bool)>) {
        ranges.sort_by_key(|&(id, _)| (self.file[id].first, self.file[id].last));
        let mut furthest: Option<(RangeId, bool)> = None;
        for (id, is_extension) in ranges {
            if let Some((before, before_is_extension)) = furthest
                && self.file[before].last >= self.file[id].first
            {
                self.overlap((before, before_is_extension), (id, is_extension));
            }
            if furthest.is_none_or(|(before, _)| self.file[before].last < self.file[id].last) {
                furthest = Some((id, is_extension));
            }
        }
    }

    fn overlap(&mut self, a: (RangeId, bool), b: (RangeId, bool)) {
        // Between the two kinds, the range of extensions is the one to change.
        let in_order = |x: (RangeId, bool)| (x.1, self.file[x.0].node);
        let (first, second) = if in_order(a) <= in_order(b) { (a, b) } else { (b, a) };
        let describe = |is_extension| if is_extension { "a range of extensions" } else { "a reserved range" };
        let other = if first.1 == second.1 { "another one" } else { describe(first.1) };
        let label = self.place(self.file.span(self.file[first.0].node));
        let span = self.file.span(self.file[second.0].node);
        self.problem(span, MessageProblem::RangeOverlap { what: describe(second.1), other })
            .label(label, "the other range");
    }

    fn proto3_ranges(&mut self, row: &Message) {
        if self.file.edition == Edition::Proto3
            && let Some(first) = row.extension_ranges.iter().next()
        {
            self.report(self.file.span(self.file[first].node), MessageProblem::Proto3Extensions);
        }
    }
}

impl NumberRange {
    pub(super) fn holds(&self, number: i32) -> bool {
        (self.first..=self.last).contains(&number)
    }
}

/// Ranges in order of their first number, to find the one that holds a number.
pub(super) struct RangeIndex {
    ranges: Vec<Entry>,
}

struct Entry {
    first: i32,
    /// The range up to here in the order that goes furthest, and how far.
    furthest: (i32, RangeId),
}

impl RangeIndex {
    pub(super) fn of(file: &File, rows: Rows<RangeId>) -> RangeIndex {
        let mut ids: Vec<RangeId> = rows.iter().collect();
        ids.sort_by_key(|&id| file[id].first);
        let mut furthest: Option<(i32, RangeId)> = None;
        let entry = |id: RangeId| {
            let row = &file[id];
            let here = match furthest {
                Some(before) if before.0 >= row.last => before,
                _ => (row.last, id),
            };
            furthest = Some(here);
            Entry { first: row.first, furthest: here }
        };
        RangeIndex { ranges: ids.into_iter().map(entry).collect() }
    }

    /// A range that holds the number.
    pub(super) fn holding(&self, number: i32) -> Option<RangeId> {
        let after = self.ranges.partition_point(|entry| entry.first <= number);
        let (last, id) = self.ranges[..after].last()?.furthest;
        (number <= last).then_some(id)
    }
}
