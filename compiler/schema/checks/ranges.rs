//! Ranges of numbers, reserved or left to extensions: each makes sense, and no two overlap.

use super::Checker;
use crate::schema::file::*;
use crate::schema::lower::MAX_FIELD_NUMBER;

impl Checker<'_, '_> {
    pub(super) fn message_ranges(&mut self, row: &Message) {
        for id in row.extension_ranges.iter() {
            let max = if self.is_set(row.options, "message_set_wire_format") {
                i32::MAX - 1
            } else {
                MAX_FIELD_NUMBER
            };
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
            self.report(span, "a range begins below 1", "field numbers are positive");
        } else if row.last < row.first {
            self.report(span, "a range ends before it begins", "write the lesser number first");
        } else if row.last > max {
            let help = format!("field numbers are 1 to {max}");
            self.report(span, format!("a range goes beyond {max}"), &help);
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
        let message = if first.1 == second.1 {
            format!("{} overlaps another one", describe(second.1))
        } else {
            format!("{} overlaps {}", describe(second.1), describe(first.1))
        };
        let label = self.place(self.file.span(self.file[first.0].node));
        let problem = self.problem(self.file.span(self.file[second.0].node), message);
        self.problems.push(problem.label(label, "the other range").help("make one of them shorter"));
    }

    fn proto3_ranges(&mut self, row: &Message) {
        if self.file.edition == Edition::Proto3
            && let Some(first) = row.extension_ranges.iter().next()
        {
            let help = "in proto3 only options have extensions; use `google.protobuf.Any`";
            self.report(self.file.span(self.file[first].node), "proto3 messages cannot be extended", help);
        }
    }
}

impl NumberRange {
    pub(super) fn holds(&self, number: i32) -> bool {
        (self.first..=self.last).contains(&number)
    }
}
