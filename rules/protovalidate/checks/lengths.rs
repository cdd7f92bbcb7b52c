//! Rules of strings and bytes: lengths, parts and patterns.

use super::Report;
use crate::protovalidate::kinds::{bytes, string};
use crate::protovalidate::{Pieces, Site};
use protune_cel::translate_pattern;

const STRING: i32 = 14;
const BYTES: i32 = 15;

/// Rules for one length: exact, least and most.
struct Lengths<'n> {
    kind: i32,
    numbers: [i32; 3],
    names: [&'n str; 3],
}

/// Checks the rules of a string. Returns whether its pattern compiles.
pub(super) fn string(report: &mut Report<'_, '_>, site: &Site<'_>, rules: &Pieces<'_>) -> bool {
    use string::*;
    let path = |number: i32| site.path(&[STRING, number]);
    let name = site.name();
    let chars =
        Lengths { kind: STRING, numbers: [LEN, MIN_LEN, MAX_LEN], names: ["len", "min_len", "max_len"] };
    let octets = Lengths {
        kind: STRING,
        numbers: [LEN_BYTES, MIN_BYTES, MAX_BYTES],
        names: ["len_bytes", "min_bytes", "max_bytes"],
    };
    for lengths in [chars, octets] {
        exact(report, site, rules, &lengths);
        range(report, site, rules, &lengths);
    }
    let [min_len, max_len, min_bytes, max_bytes] =
        [MIN_LEN, MAX_LEN, MIN_BYTES, MAX_BYTES].map(|number| rules.number(number));
    if let (Some(min), Some(max)) = (min_len, max_bytes)
        && min > max
    {
        let message = format!("`min_len` of {name} is {min}, more than `max_bytes`, which is {max}");
        report.at(&path(MIN_LEN), message, "lower it");
        let message = format!("`max_bytes` of {name} is {max}, less than `min_len`, which is {min}");
        report.at(&path(MAX_BYTES), message, "raise it");
    }
    if let (Some(max), Some(min)) = (max_len, min_bytes)
        && max.wrapping_mul(4) < min
    {
        let message = format!("`min_bytes` of {name} is {min}, more than {max} characters can have");
        report.at(&path(MIN_BYTES), message, "lower it");
        let message = format!("`max_len` of {name} is {max}, too few characters for {min} bytes");
        report.at(&path(MAX_LEN), message, "raise it");
    }
    for (number, rule) in [(PREFIX, "prefix"), (SUFFIX, "suffix"), (CONTAINS, "contains")] {
        let Some(part) = rules.text(number) else { continue };
        let chars = part.chars().count() as u64;
        if let Some(max) = max_len.filter(|&max| chars > max) {
            let message = format!("`{rule}` of {name} has {chars} characters, and `max_len` is {max}");
            report.at(&path(number), message, "shorten it, or raise `max_len`");
        }
        if let Some(max) = max_bytes.filter(|&max| part.len() as u64 > max) {
            let message = format!("`{rule}` of {name} has {} bytes, and `max_bytes` is {max}", part.len());
            report.at(&path(number), message, "shorten it, or raise `max_bytes`");
        }
        if let Some(never) = rules.text(NOT_CONTAINS).filter(|never| part.contains(never)) {
            let message =
                format!("`{rule}` of {name} has `{}`, which `not_contains` forbids", never.escape_debug());
            report.at(&path(number), message, "change one of them");
        }
    }
    if rules.last(STRICT).is_some() && !rules.flag(STRICT) && rules.number(WELL_KNOWN_REGEX).unwrap_or(0) == 0
    {
        let message = format!("`strict` of {name} has no effect without `well_known_regex`");
        report.at(&path(STRICT), message, "remove it");
    }
    pattern(report, site, rules, [STRING, PATTERN])
}

/// Checks the rules of bytes. Returns whether their pattern compiles.
pub(super) fn bytes(report: &mut Report<'_, '_>, site: &Site<'_>, rules: &Pieces<'_>) -> bool {
    use bytes::*;
    let lengths =
        Lengths { kind: BYTES, numbers: [LEN, MIN_LEN, MAX_LEN], names: ["len", "min_len", "max_len"] };
    exact(report, site, rules, &lengths);
    range(report, site, rules, &lengths);
    for (number, rule) in [(PREFIX, "prefix"), (SUFFIX, "suffix"), (CONTAINS, "contains")] {
        let (Some(part), Some(max)) = (rules.bytes(number), rules.number(MAX_LEN)) else { continue };
        if part.len() as u64 > max {
            let (name, count) = (site.name(), part.len());
            let message = format!("`{rule}` of {name} has {count} bytes, and `max_len` is {max}");
            report.at(&site.path(&[BYTES, number]), message, "shorten it, or raise `max_len`");
        }
    }
    pattern(report, site, rules, [BYTES, PATTERN])
}

/// An exact length beside bounds.
fn exact(report: &mut Report<'_, '_>, site: &Site<'_>, rules: &Pieces<'_>, lengths: &Lengths<'_>) {
    if !rules.has(lengths.numbers[0]) {
        return;
    }
    for at in [1, 2].into_iter().filter(|&at| rules.has(lengths.numbers[at])) {
        let (exact, bound) = (lengths.names[0], lengths.names[at]);
        let message = format!("`{bound}` of {} is redundant beside `{exact}`", site.name());
        report.at(&site.path(&[lengths.kind, lengths.numbers[at]]), message, "remove one of them");
    }
}

fn range(report: &mut Report<'_, '_>, site: &Site<'_>, rules: &Pieces<'_>, lengths: &Lengths<'_>) {
    let [_, low, high] = lengths.numbers;
    let (Some(min), Some(max)) = (rules.number(low), rules.number(high)) else { return };
    let ([exact, least, most], name) = (lengths.names, site.name());
    let path = |number: i32| site.path(&[lengths.kind, number]);
    if min > max {
        let message = format!("`{least}` of {name} is {min}, more than `{most}`, which is {max}");
        report.at(&path(low), message, "lower it");
        let message = format!("`{most}` of {name} is {max}, less than `{least}`, which is {min}");
        report.at(&path(high), message, "raise it");
    } else if min == max {
        let message = format!("`{least}` and `{most}` of {name} are equal");
        report.at(&path(low), message.clone(), format!("use `{exact}`"));
        report.at(&path(high), message, format!("use `{exact}`"));
    }
}

fn pattern(report: &mut Report<'_, '_>, site: &Site<'_>, rules: &Pieces<'_>, path: [i32; 2]) -> bool {
    let Some(pattern) = rules.text(path[1]) else { return true };
    let Err(fault) = translate_pattern(pattern) else { return true };
    let message = format!("`pattern` of {}: {fault}", site.name());
    report.at(&site.path(&path), message, "write it in the syntax of RE2");
    false
}
