//! Ranges of numbers, and what is missing of them.

use protune_compiler::schema::RangeView;

/// Both ends are included.
pub(crate) type Range = (i32, i32);

/// The parts of a range that are in none of the others, in order.
pub(crate) fn missing(range: Range, others: &[Range]) -> Vec<Range> {
    let mut others: Vec<Range> =
        others.iter().copied().filter(|other| other.0 <= range.1 && range.0 <= other.1).collect();
    others.sort_unstable();
    let mut missing = Vec::new();
    let mut next = i64::from(range.0);
    for (first, last) in others {
        if next < i64::from(first) {
            missing.push((next as i32, first - 1));
        }
        next = next.max(i64::from(last) + 1);
    }
    if next <= i64::from(range.1) {
        missing.push((next as i32, range.1));
    }
    missing
}

pub(crate) fn all<'s>(ranges: impl Iterator<Item = RangeView<'s>>) -> Vec<Range> {
    ranges.map(|range| range.numbers().into_inner()).collect()
}

pub(crate) fn hold(ranges: &[Range], number: i32) -> bool {
    ranges.iter().any(|range| (range.0..=range.1).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_told_in_parts() {
        assert_eq!(missing((3, 10), &[(3, 5), (7, 7), (9, 9)]), [(6, 6), (8, 8), (10, 10)]);
        assert_eq!(missing((3, 10), &[(5, 12), (1, 4)]), []);
        assert_eq!(missing((i32::MIN, i32::MAX), &[(0, 0)]), [(i32::MIN, -1), (1, i32::MAX)]);
        assert_eq!(missing((1, i32::MAX), &[(1, i32::MAX)]), []);
        assert_eq!(missing((5, 5), &[]), [(5, 5)]);
    }
}
