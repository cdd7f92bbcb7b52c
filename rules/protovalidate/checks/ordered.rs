//! Rules for bounds: of numbers, durations and timestamps.

use super::Report;
use crate::protovalidate::kinds::{Bounds, Kind};
use crate::protovalidate::values::{Moment, amount, amount_of};
use crate::protovalidate::{Pieces, Site};

pub(super) fn check(
    report: &mut Report<'_, '_>,
    site: &Site<'_>,
    kind: &Kind,
    bounds: Bounds,
    rules: &Pieces<'_>,
) {
    let path = |rest: &[i32]| site.path(&[&[kind.number], rest].concat());
    let Bounds { lt, lte, gt, gte } = bounds;
    let named = [(kind.constant, "const"), (lt, "lt"), (lte, "lte"), (gt, "gt"), (gte, "gte")];
    let name = site.name();
    let mut is_valid = true;
    for (number, rule) in named {
        let Some(value) = rules.last(number) else { continue };
        if kind.is_float() && amount_of(value).is_some_and(|value| value.is_nan()) {
            let message = format!("`{rule}` of {name} is NaN, to which no number compares");
            report.at(&path(&[number]), message, "use a number");
        }
        if !value.is_message() {
            continue;
        }
        let Some(moment) = rules.message(number).map(|pieces| Moment::of(&pieces)) else { continue };
        let fits = if kind.is("duration") { moment.is_duration() } else { moment.is_timestamp() };
        if !fits {
            is_valid = false;
            let message = format!("`{rule}` of {name} is not a valid {}", kind.name);
            report.at(&path(&[number]), message, advice(kind));
        }
    }
    if kind.is_float() {
        for (number, rule) in [(kind.allowed, "in"), (kind.refused, "not_in")] {
            let is_nan = rules.all(number).map(|value| amount_of(value).is_some_and(|it| it.is_nan()));
            for at in
                is_nan.enumerate().filter_map(|(at, is_nan)| is_nan.then_some(at as i32)).collect::<Vec<_>>()
            {
                let message = format!("`{rule}` of {name} has NaN, which equals no number");
                report.at(&path(&[number, at]), message, "remove it");
            }
        }
    }
    if is_valid {
        equal_bounds(report, site, kind, bounds, rules);
    }
    if kind.is("timestamp") {
        of_now(report, site, kind, rules);
    }
}

fn advice(kind: &Kind) -> &'static str {
    match kind.is("duration") {
        true => "give both parts one sign, and less than a second in `nanos`",
        false => "use a moment between the years 1 and 9999",
    }
}

fn equal_bounds(
    report: &mut Report<'_, '_>,
    site: &Site<'_>,
    kind: &Kind,
    bounds: Bounds,
    rules: &Pieces<'_>,
) {
    let path = |number: i32| site.path(&[kind.number, number]);
    let first = |numbers: [(i32, bool); 2]| {
        numbers.into_iter().find_map(|(number, inclusive)| Some((number, inclusive, amount(rules, number)?)))
    };
    let Some((low, low_inclusive, from)) = first([(bounds.gt, false), (bounds.gte, true)]) else { return };
    let Some((high, high_inclusive, to)) = first([(bounds.lt, false), (bounds.lte, true)]) else { return };
    if from != to {
        return;
    }
    let (message, help) = match low_inclusive && high_inclusive {
        true => (format!("the bounds of {} are equal", site.name()), "use `const`"),
        false => (format!("the bounds of {} are equal, and no value passes", site.name()), "move them apart"),
    };
    report.at(&path(low), message.clone(), help);
    report.at(&path(high), message, help);
}

/// `lt_now`, `gt_now` and `within`.
fn of_now(report: &mut Report<'_, '_>, site: &Site<'_>, kind: &Kind, rules: &Pieces<'_>) {
    let path = |number: i32| site.path(&[kind.number, number]);
    if rules.flag(7) && rules.flag(8) {
        let message = format!("`lt_now` and `gt_now` contradict each other on {}", site.name());
        report.at(&path(8), message.clone(), "remove one of them");
        report.at(&path(7), message, "remove one of them");
    }
    let Some(within) = rules.message(9).map(|pieces| Moment::of(&pieces)) else { return };
    if !within.is_duration() {
        report.at(&path(9), format!("`within` of {} is not a valid duration", site.name()), "fix it");
    } else if within.seconds <= 0 && within.nanos <= 0 {
        report.at(
            &path(9),
            format!("`within` of {} is not positive", site.name()),
            "use a positive duration",
        );
    }
}
