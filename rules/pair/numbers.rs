//! Ranges of numbers, and what is missing of them.

use protune_compiler::schema::{FieldView, MAX_FIELD_NUMBER, MessageView, RangeView};

/// Both ends are included.
pub(crate) type Range = (i32, i32);

/// Numbers that are in one of several ranges.
pub(crate) struct Union {
    /// In order; no two have a number in common.
    ranges: Vec<Range>,
}

impl Union {
    pub(crate) fn of<'s>(ranges: impl Iterator<Item = RangeView<'s>>) -> Union {
        Union::of_ranges(ranges.map(|range| range.numbers().into_inner()).collect())
    }

    pub(crate) fn of_ranges(mut ranges: Vec<Range>) -> Union {
        ranges.retain(|range| range.0 <= range.1);
        ranges.sort_unstable();
        ranges.dedup_by(|later, first| {
            let meets = later.0 <= first.1;
            if meets {
                first.1 = first.1.max(later.1);
            }
            meets
        });
        Union { ranges }
    }

    pub(crate) fn has(&self, number: i32) -> bool {
        let begun = self.ranges.partition_point(|range| range.0 <= number);
        self.ranges[..begun].last().is_some_and(|range| number <= range.1)
    }

    /// The parts of a range outside these, in order.
    pub(crate) fn missing(&self, range: Range) -> Vec<Range> {
        let mut missing = Vec::new();
        let mut next = i64::from(range.0);
        let from = self.ranges.partition_point(|other| other.1 < range.0);
        for &(first, last) in self.ranges[from..].iter().take_while(|other| other.0 <= range.1) {
            if next < i64::from(first) {
                missing.push((next as i32, first - 1));
            }
            next = i64::from(last) + 1;
        }
        if next <= i64::from(range.1) {
            missing.push((next as i32, range.1));
        }
        missing
    }
}

/// Numbers for new fields of a message: those after the numbers in use on each of its sides, without numbers that fields
/// may not have.
pub(crate) fn free<'s>(sides: &[MessageView<'s>]) -> impl Iterator<Item = i32> + use<'s> {
    let numbers = sides.iter().flat_map(|message| message.fields()).filter_map(FieldView::number);
    let last = numbers.max().unwrap_or(0);
    let taken = sides.iter().flat_map(|message| message.reserved_ranges().chain(message.extension_ranges()));
    let taken = Union::of(taken);
    let is_free = move |number: &i32| !(19_000..20_000).contains(number) && !taken.has(*number);
    (last.saturating_add(1)..=MAX_FIELD_NUMBER).take(100_000).filter(is_free)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_in_parts() {
        let missing = |range, others: &[Range]| Union::of_ranges(others.to_vec()).missing(range);
        assert_eq!(missing((3, 10), &[(3, 5), (7, 7), (9, 9)]), [(6, 6), (8, 8), (10, 10)]);
        assert_eq!(missing((3, 10), &[(5, 12), (1, 4)]), []);
        assert_eq!(missing((i32::MIN, i32::MAX), &[(0, 0)]), [(i32::MIN, -1), (1, i32::MAX)]);
        assert_eq!(missing((1, i32::MAX), &[(1, i32::MAX)]), []);
        assert_eq!(missing((5, 5), &[]), [(5, 5)]);
        assert_eq!(missing((1, 9), &[(2, 8), (3, 4), (5, 5)]), [(1, 1), (9, 9)]);
    }

    #[test]
    fn numbers_are_found_in_ranges_that_overlap() {
        let union = Union::of_ranges(vec![(7, 9), (1, 5), (2, 3), (12, 11)]);
        let held: Vec<i32> = (0..14).filter(|&number| union.has(number)).collect();
        assert_eq!(held, [1, 2, 3, 4, 5, 7, 8, 9]);
    }
}
