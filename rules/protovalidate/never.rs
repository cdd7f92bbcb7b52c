//! Rules that no value satisfies. Every answer is certain: what is uncertain is taken to be satisfiable.

use super::checks::Defined;
use super::expressions::{Expressions, Outcome, own};
use super::kinds::{Bounds, KINDS, Kind, Of, bytes, string};
use super::site::entry;
use super::values::{Amount, amount, amount_of, of_field, of_value};
use super::{Pieces, Role, Site};
use protune_cel::{Language, Value};
use protune_compiler::schema::{FieldView, OptionValue, Scalar, Type};
use rustc_hash::FxHashSet;

/// The rule to point at, as a path below the option, and the reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Never {
    pub(crate) path: Vec<i32>,
    pub(crate) reason: String,
}

/// Returns why no value of a site passes.
pub(crate) fn of_site<'s>(expressions: &Expressions<'s>, site: &Site<'s>) -> Option<Never> {
    if site.is_ignored() {
        return None;
    }
    for (kind, rules) in site.kinds() {
        let found = match kind.of {
            Of::Repeated if site.is_list() => list(site, &rules),
            Of::Map if site.role == Role::Whole && site.field.is_map() => map(site, &rules),
            Of::Repeated | Of::Map => None,
            _ if site.is_single() && site.fits(kind) => of_kind(expressions, site, kind, &rules),
            _ => None,
        };
        if let Some((path, reason)) = found {
            return Some(Never { path: site.path(&[&[kind.number], &path[..]].concat()), reason });
        }
    }
    let path = expressions.constant(site.this(), own(site), false).into_iter().next()?;
    Some(Never { path, reason: "the expression is false for every value".to_owned() })
}

type Found = Option<(Vec<i32>, String)>;

fn found(path: i32, reason: impl Into<String>) -> Found {
    Some((vec![path], reason.into()))
}

fn of_kind<'s>(expressions: &Expressions<'s>, site: &Site<'s>, kind: &Kind, rules: &Pieces<'s>) -> Found {
    named_values(expressions, site, kind, rules).or_else(|| match kind.name {
        "string" => text(site, rules),
        "bytes" => octets(site, rules),
        "any" => {
            let refused: FxHashSet<&str> = rules.all(kind.refused).filter_map(|url| url.as_text()).collect();
            let mut allowed = rules.all(kind.allowed).peekable();
            allowed.peek()?;
            let is_refused = |url: OptionValue<'_>| url.as_text().is_some_and(|url| refused.contains(url));
            allowed
                .all(is_refused)
                .then(|| (vec![kind.allowed], "every value of `in` is in `not_in`".to_owned()))
        }
        _ => bounds(site, kind, rules),
    })
}

/// `const` and `in`: each value is judged by the other rules.
fn named_values<'s>(
    expressions: &Expressions<'s>,
    site: &Site<'s>,
    kind: &Kind,
    rules: &Pieces<'s>,
) -> Found {
    for (number, rule) in [(kind.constant, "const"), (kind.allowed, "in")] {
        if number == 0 || !rules.has(number) || kind.is("any") || kind.is("field_mask") {
            continue;
        }
        let conditions = expressions.conditions(site, rules, &[number, kind.example])?;
        let mut reason = None;
        let defined = kind.is("enum").then(|| Defined::of(site)).filter(|_| rules.flag(2));
        let values: Vec<Value<'s>> = match rule {
            "const" => {
                let set: Vec<_> = rules.all(number).collect();
                vec![of_field(expressions.messages(), set.last()?.field(), &set)?]
            }
            _ => rules.all(number).map(|it| of_value(expressions.messages(), it)).collect::<Option<_>>()?,
        };
        let is_refused = |value: &Value<'s>| {
            let mut refuse = |by: String| {
                reason.get_or_insert(by);
                true
            };
            if defined.as_ref().is_some_and(|defined| !defined.has(value)) {
                return refuse("enum.defined_only".to_owned());
            }
            if needs_more_than_zero(site) && value.is_zero() {
                return refuse("required".to_owned());
            }
            let violated = conditions.iter().find(|condition| condition.judge(value) == Outcome::Violated);
            violated.is_some_and(|condition| refuse(condition.name.clone()))
        };
        if !values.is_empty() && values.iter().all(is_refused) {
            let by = reason.unwrap_or_default();
            let what = match (rule, values.len()) {
                ("const", _) => "`const` violates".to_owned(),
                (_, 1) => "the value of `in` violates".to_owned(),
                (_, count) => format!("each of the {count} values of `in` violates another rule, the first"),
            };
            return found(number, format!("{what} `{by}`"));
        }
    }
    None
}

/// Returns whether zero counts as unset, and the field has to be set.
fn needs_more_than_zero(site: &Site<'_>) -> bool {
    site.role == Role::Whole && site.is_required() && !site.has_presence()
}

/// Moments that the time of a check lies between: 2025 and 2100, in nanoseconds.
const NOW: [i128; 2] = [1_735_689_600_000_000_000, 4_102_444_800_000_000_000];

fn bounds(site: &Site<'_>, kind: &Kind, rules: &Pieces<'_>) -> Found {
    let Bounds { lt, lte, gt, gte } = kind.bounds?;
    let low = [(gt, "gt", 1), (gte, "gte", 0)]
        .into_iter()
        .find_map(|(number, name, step)| Some((number, name, step, amount(rules, number)?)));
    let high = [(lt, "lt", 1), (lte, "lte", 0)]
        .into_iter()
        .find_map(|(number, name, step)| Some((number, name, step, amount(rules, number)?)));
    if kind.is_float() {
        let is = |bound: Option<(i32, _, i32, Amount)>, limit: f64| {
            let (number, name, step, value) = bound?;
            let is_limit = value == Amount::Float(limit) && (step == 1 || rules.flag(8));
            is_limit.then(|| (vec![number], format!("no number passes `{name}`, which is {value}")))
        };
        return is(low, f64::INFINITY).or_else(|| is(high, f64::NEG_INFINITY));
    }
    if kind.is("timestamp") {
        let after = |bound: Option<(i32, _, i32, Amount)>| match bound {
            Some((number, name, _, Amount::Int(from))) if rules.flag(7) && from >= NOW[1] => {
                found(number, format!("`{name}` is far in the future, and `lt_now` wants the past"))
            }
            _ => None,
        };
        let before = |bound: Option<(i32, _, i32, Amount)>| match bound {
            Some((number, name, _, Amount::Int(to))) if rules.flag(8) && to <= NOW[0] => {
                found(number, format!("`{name}` is in the past, and `gt_now` wants the future"))
            }
            _ => None,
        };
        if let Some(never) = after(low).or_else(|| before(high)) {
            return Some(never);
        }
    }
    let (least, most) = kind.range().unwrap_or((i128::MIN / 4, i128::MAX / 4));
    let integer = |bound: Option<(i32, &'static str, i32, Amount)>| match bound {
        Some((number, name, step, Amount::Int(value))) => Some((number, name, i128::from(step), value)),
        _ => None,
    };
    match (integer(low), integer(high)) {
        (Some((number, name, step, from)), None) if from + step > most => {
            found(number, format!("no {} is large enough for `{name}`, which is {from}", kind.name))
        }
        (None, Some((number, name, step, to))) if to - step < least => {
            found(number, format!("no {} is small enough for `{name}`, which is {to}", kind.name))
        }
        // Equal bounds are a finding of PROTOVALIDATE.
        (Some((_, _, _, from)), Some((_, _, _, to))) if from == to => None,
        (Some((number, low, first, from)), Some((_, high, last, to))) if from < to => {
            match from + first > to - last {
                true => found(number, format!("no value is between `{low}` and `{high}`")),
                false => excluded(site, kind, rules, (from + first).max(least), (to - last).min(most)),
            }
        }
        // Values outside of the range between the two pass.
        (Some((number, _, first, from)), Some((_, _, last, to))) => {
            let is_out = from + first > most && to - last < least;
            is_out.then(|| (vec![number], "no value is outside of the bounds".to_owned()))
        }
        _ => None,
    }
}

/// Few values are left, and all of them are in `not_in`.
fn excluded(site: &Site<'_>, kind: &Kind, rules: &Pieces<'_>, from: i128, to: i128) -> Found {
    let refused: FxHashSet<i128> = rules
        .all(kind.refused)
        .filter_map(|value| match amount_of(value) {
            Some(Amount::Int(value)) => Some(value),
            _ => None,
        })
        .collect();
    if to - from > refused.len() as i128 || kind.refused == 0 {
        return None;
    }
    let is_refused = |value: i128| refused.contains(&value) || value == 0 && needs_more_than_zero(site);
    let path = if refused.is_empty() { kind.bounds?.gte } else { kind.refused };
    let is_never = from <= to && (from..=to).all(is_refused);
    is_never.then(|| (vec![path], "every value between the bounds is refused".to_owned()))
}

/// Fewest and most.
#[derive(Clone, Copy)]
struct Range {
    from: u64,
    to: u64,
}

impl Range {
    const ALL: Range = Range { from: 0, to: u64::MAX };

    /// Range of three rules: an exact number, the least and the most.
    fn of(rules: &Pieces<'_>, numbers: [i32; 3]) -> Range {
        let [exact, least, most] = numbers.map(|number| rules.number(number));
        Range::ALL.from(exact).to(exact).from(least).to(most)
    }

    fn from(self, from: Option<u64>) -> Range {
        Range { from: self.from.max(from.unwrap_or(0)), ..self }
    }

    fn to(self, to: Option<u64>) -> Range {
        Range { to: self.to.min(to.unwrap_or(u64::MAX)), ..self }
    }

    fn is_empty(self) -> bool {
        self.from > self.to
    }
}

/// Formats with the numbers of characters that they can have.
const WELL_KNOWN: [(i32, &str, u64, u64); 16] = [
    (12, "email", 3, u64::MAX),
    (13, "hostname", 1, 254),
    (14, "ip", 2, u64::MAX),
    (15, "ipv4", 7, 15),
    (16, "ipv6", 2, u64::MAX),
    (17, "uri", 2, u64::MAX),
    (21, "address", 1, u64::MAX),
    (22, "uuid", 36, 36),
    (26, "ip_with_prefixlen", 4, u64::MAX),
    (27, "ipv4_with_prefixlen", 9, 18),
    (28, "ipv6_with_prefixlen", 4, u64::MAX),
    (29, "ip_prefix", 4, u64::MAX),
    (30, "ipv4_prefix", 9, 18),
    (32, "host_and_port", 3, u64::MAX),
    (33, "tuuid", 32, 32),
    (35, "ulid", 26, 26),
];

fn text(site: &Site<'_>, rules: &Pieces<'_>) -> Found {
    use string::*;
    if rules.text(NOT_CONTAINS) == Some("") {
        return found(NOT_CONTAINS, "every text contains the empty text of `not_contains`");
    }
    let mut chars = Range::of(rules, [LEN, MIN_LEN, MAX_LEN]);
    let mut bytes = Range::of(rules, [LEN_BYTES, MIN_BYTES, MAX_BYTES]);
    // What two bounds contradict, PROTOVALIDATE finds.
    let is_found = chars.is_empty() && !rules.has(LEN)
        || bytes.is_empty() && !rules.has(LEN_BYTES)
        || rules.number(MIN_LEN).zip(rules.number(MAX_BYTES)).is_some_and(|(min, max)| min > max)
        || rules
            .number(MAX_LEN)
            .zip(rules.number(MIN_BYTES))
            .is_some_and(|(max, min)| max.saturating_mul(4) < min);
    if is_found {
        return None;
    }
    for (number, range) in [(LEN, chars), (LEN_BYTES, bytes)] {
        if range.is_empty() {
            return found(number, "the exact length is outside of the other bounds");
        }
    }
    if needs_more_than_zero(site) {
        chars = chars.from(Some(1));
        if chars.is_empty() {
            let path = if rules.has(LEN) { LEN } else { MAX_LEN };
            return found(path, "`required` wants a text that is not empty");
        }
    }
    let well_known = WELL_KNOWN.iter().find(|(number, ..)| rules.flag(*number));
    if let Some(&(number, name, from, to)) = well_known {
        chars = chars.from(Some(from)).to(Some(to));
        if chars.is_empty() {
            let most = if from == to { format!("{from}") } else { format!("{from} or more") };
            let has = if to < u64::MAX && from != to { format!("{from} to {to}") } else { most };
            return found(number, format!("a text of the format `{name}` has {has} characters"));
        }
    }
    for (number, name) in [(PREFIX, "prefix"), (SUFFIX, "suffix"), (CONTAINS, "contains")] {
        let Some(part) = rules.text(number) else { continue };
        let count = part.chars().count() as u64;
        let is_long = rules.number(LEN).is_some_and(|len| count > len)
            || rules.number(LEN_BYTES).is_some_and(|len| part.len() as u64 > len);
        if is_long {
            return found(number, format!("`{name}` is longer than the text can be"));
        }
        chars = chars.from(Some(count));
        bytes = bytes.from(Some(part.len() as u64));
    }
    // A character has one to four bytes.
    let joined = Range { from: bytes.from.max(chars.from), to: bytes.to.min(chars.to.saturating_mul(4)) };
    if joined.is_empty() && !is_part_too_long(rules) {
        let path =
            [LEN, LEN_BYTES, MAX_BYTES, MAX_LEN, MIN_BYTES].into_iter().find(|&number| rules.has(number))?;
        return found(path, "the length in characters and the length in bytes exclude each other");
    }
    if let Some(pattern) = rules.text(PATTERN)
        && let Some(language) = Language::of(pattern)
    {
        if language.is_empty() {
            return found(PATTERN, "no text matches `pattern`");
        }
        let part = |number: i32| rules.text(number).map(str::as_bytes);
        if part(PREFIX).is_some_and(|prefix| !language.has_prefix(prefix)) {
            return found(PATTERN, "no text with the `prefix` matches `pattern`");
        }
        if part(SUFFIX).is_some_and(|suffix| !language.has_suffix(suffix)) {
            return found(PATTERN, "no text with the `suffix` matches `pattern`");
        }
        if part(CONTAINS).is_some_and(|part| !language.has_part(part)) {
            return found(PATTERN, "no text that `contains` allows matches `pattern`");
        }
        if let Some(shortest) = language.shortest().filter(|&shortest| shortest > chars.to) {
            return found(
                PATTERN,
                format!("a text that matches `pattern` has {shortest} characters or more"),
            );
        }
    }
    None
}

/// PROTOVALIDATE finds parts that are longer than the most.
fn is_part_too_long(rules: &Pieces<'_>) -> bool {
    use string::*;
    let parts = [PREFIX, SUFFIX, CONTAINS].into_iter().filter_map(|number| rules.text(number));
    let (chars, bytes) = (rules.number(MAX_LEN), rules.number(MAX_BYTES));
    parts.into_iter().any(|part| {
        chars.is_some_and(|max| part.chars().count() as u64 > max)
            || bytes.is_some_and(|max| part.len() as u64 > max)
    })
}

fn octets(site: &Site<'_>, rules: &Pieces<'_>) -> Found {
    use bytes::*;
    let mut range = Range::of(rules, [LEN, MIN_LEN, MAX_LEN]);
    if range.is_empty() {
        return rules.has(LEN).then(|| (vec![LEN], "`len` is outside of the other bounds".to_owned()));
    }
    if needs_more_than_zero(site) {
        range = range.from(Some(1));
        if range.is_empty() {
            let path = if rules.has(LEN) { LEN } else { MAX_LEN };
            return found(path, "`required` wants bytes that are not empty");
        }
    }
    let has = |sizes: &[u64]| sizes.iter().any(|size| (range.from..=range.to).contains(size));
    for (number, name, sizes) in
        [(10, "ip", &[4, 16][..]), (11, "ipv4", &[4]), (12, "ipv6", &[16]), (15, "uuid", &[16])]
    {
        if rules.flag(number) && !has(sizes) {
            return found(number, format!("bytes of the format `{name}` have another length"));
        }
    }
    for (number, name) in [(PREFIX, "prefix"), (SUFFIX, "suffix"), (CONTAINS, "contains")] {
        let count = rules.bytes(number).map_or(0, <[u8]>::len) as u64;
        if rules.number(LEN).is_some_and(|len| count > len) {
            return found(number, format!("`{name}` is longer than the bytes can be"));
        }
    }
    let language = Language::of(rules.text(PATTERN)?)?;
    if language.is_empty() {
        return found(PATTERN, "no bytes match `pattern`");
    }
    if rules.bytes(PREFIX).is_some_and(|prefix| !language.has_prefix(prefix)) {
        return found(PATTERN, "no bytes with the `prefix` match `pattern`");
    }
    if rules.bytes(SUFFIX).is_some_and(|suffix| !language.has_suffix(suffix)) {
        return found(PATTERN, "no bytes with the `suffix` match `pattern`");
    }
    None
}

fn list(site: &Site<'_>, rules: &Pieces<'_>) -> Found {
    const MIN_ITEMS: i32 = 1;
    const MAX_ITEMS: i32 = 2;
    const UNIQUE: i32 = 3;
    if site.is_required() && site.role == Role::Whole && rules.number(MAX_ITEMS) == Some(0) {
        return found(MAX_ITEMS, "`required` wants an item");
    }
    let items = rules.message(4).unwrap_or_default();
    let (least, most) = (rules.number(MIN_ITEMS)?, distinct(site.field, &items)?);
    let is_never = rules.flag(UNIQUE) && least > most;
    is_never.then(|| {
        (vec![MIN_ITEMS], format!("`min_items` is {least}, and only {most} different items are possible"))
    })
}

fn map(site: &Site<'_>, rules: &Pieces<'_>) -> Found {
    const MIN_PAIRS: i32 = 1;
    const MAX_PAIRS: i32 = 2;
    if site.is_required() && rules.number(MAX_PAIRS) == Some(0) {
        return found(MAX_PAIRS, "`required` wants a pair");
    }
    let keys = rules.message(4).unwrap_or_default();
    let [key, _] = entry(site.field)?;
    let (least, most) = (rules.number(MIN_PAIRS)?, distinct(key, &keys)?);
    (least > most).then(|| {
        (vec![MIN_PAIRS], format!("`min_pairs` is {least}, and only {most} different keys are possible"))
    })
}

/// Number of values that a field can have; `None` if there are many.
fn distinct(field: FieldView<'_>, rules: &Pieces<'_>) -> Option<u64> {
    let allowed = KINDS.iter().find_map(|kind| {
        let rules = rules.message(kind.number).filter(|_| kind.allowed != 0)?;
        let values: FxHashSet<&[u8]> = rules
            .all(kind.allowed)
            .filter(|value| !value.is_message())
            .map(|value| value.as_bytes())
            .collect();
        (!values.is_empty()).then_some(values.len() as u64)
    });
    let of_type = match field.ty() {
        Type::Scalar(Scalar::Bool) => Some(2),
        Type::Enum(_) if rules.message(16).is_some_and(|rules| rules.flag(2)) => {
            let numbers: FxHashSet<i32> =
                field.enum_type()?.values().filter_map(|value| value.number()).collect();
            Some(numbers.len() as u64)
        }
        _ => None,
    };
    match (allowed, of_type) {
        (Some(allowed), Some(of_type)) => Some(allowed.min(of_type)),
        (one, other) => one.or(other),
    }
}
