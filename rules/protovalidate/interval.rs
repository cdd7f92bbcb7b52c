//! Numbers and times between two bounds, or outside of them.

use super::Pieces;
use super::kinds::Kind;
use super::values::{Amount, amount};

/// End of an interval: the last value within, or for other numbers than integers the bound and whether it is excluded.
pub(super) type End = Option<(Amount, bool)>;

/// Values between bounds, or outside of them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Interval {
    pub(super) from: End,
    pub(super) to: End,
    pub(super) is_outside: bool,
}

impl Interval {
    pub(super) fn of(kind: &Kind, rules: &Pieces<'_>) -> Interval {
        let Some(bounds) = kind.bounds else { return Interval { from: None, to: None, is_outside: false } };
        let end = |open: i32, closed: i32, step: i128| match (amount(rules, open), amount(rules, closed)) {
            (Some(Amount::Int(value)), _) => Some((Amount::Int(value + step), false)),
            (Some(value), _) => Some((value, true)),
            (None, closed) => closed.map(|value| (value, false)),
        };
        let (mut from, mut to) = (end(bounds.gt, bounds.gte, 1), end(bounds.lt, bounds.lte, -1));
        let raw = |open: i32, closed: i32| amount(rules, open).or(amount(rules, closed));
        let is_outside = matches!(
            (raw(bounds.gt, bounds.gte), raw(bounds.lt, bounds.lte)),
            (Some(low), Some(high)) if low > high
        );
        // A bound at the end of the type is none.
        if let (Some((least, most)), false) = (kind.range(), is_outside) {
            from = from.filter(|&(amount, _)| !matches!(amount, Amount::Int(value) if value <= least));
            to = to.filter(|&(amount, _)| !matches!(amount, Amount::Int(value) if value >= most));
        }
        Interval { from, to, is_outside }
    }

    pub(super) fn is_all(self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
}

/// Returns whether a lower end is not above another one.
pub(super) fn at_most(a: End, b: End) -> bool {
    match (a, b) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((a, a_open)), Some((b, b_open))) => a < b || a == b && a_open <= b_open,
    }
}

pub(super) fn negated(amount: Amount) -> Amount {
    match amount {
        Amount::Int(value) => Amount::Int(-value),
        Amount::Float(value) => Amount::Float(-value),
    }
}
