//! Properties of the values of a field, in words that name none of them. Reads counts, and judges nothing.

use crate::report::{count, grouped};
use protune_wire::Kind;
use protune_wire::profile::{
    Counts, Distinct, EQUAL, FALLING, Field, Form, Node, Profile, RISING, STRICTLY_RISING, Values,
};
use std::collections::BTreeSet;

/// Number of different values, as a table shows it; empty if they were not compared.
pub(super) fn distinct(counts: &Counts) -> String {
    match counts.distinct() {
        Some(Distinct::Exact(count)) => grouped(count as usize),
        Some(Distinct::About(count)) => format!("~{}", grouped(count as usize)),
        None => String::new(),
    }
}

/// Properties of all values of a field, each a phrase. The nodes are those where the field was counted.
pub fn notes<'p>(
    profile: &'p Profile,
    nodes: impl IntoIterator<Item = &'p Node>,
    field: &Field,
    counts: &Counts,
) -> Vec<String> {
    let Some(kind) = field.kind().filter(|_| counts.elements > 1) else { return Vec::new() };
    if let Some(constant) = constant(counts) {
        return vec![constant];
    }
    let mut notes: Vec<String> = equal(profile, nodes, field.number).into_iter().collect();
    notes.extend(few(kind, counts));
    notes.extend(frequent(counts));
    notes.extend(form(counts).or_else(|| prefix(counts)));
    notes.extend(order(counts));
    notes.extend(tens(counts));
    notes.extend(decimals(counts));
    notes
}

fn constant(counts: &Counts) -> Option<String> {
    let values = count(counts.elements as usize, "record");
    match counts.distinct()? {
        Distinct::Exact(1) => Some(format!("one value in {values}")),
        // Another value is missed if it has the same register: one of 256, and no higher rank.
        Distinct::About(1) => Some(format!("most likely one value in {values}")),
        _ => None,
    }
}

/// The field that has the same value wherever this one is.
fn equal<'p>(profile: &'p Profile, nodes: impl IntoIterator<Item = &'p Node>, number: u32) -> Option<String> {
    let mut names: Option<BTreeSet<&str>> = None;
    for node in nodes.into_iter().filter(|node| node.messages > 0) {
        let equal = node.derived.iter().filter(|it| (it.field, it.form) == (number, EQUAL) && it.holds > 0);
        let here = equal.filter_map(|it| Some(&*profile.ty(node).field(it.from)?.name)).collect();
        names = Some(match names {
            None => here,
            Some(names) => names.intersection(&here).copied().collect(),
        });
    }
    names?.first().map(|name| format!("always equal to `{name}`"))
}

/// The share of the most frequent value, if that is most of them.
fn frequent(counts: &Counts) -> Option<String> {
    let values = counts.values.as_ref().filter(|values| !values.is_full)?;
    let most = values.values.iter().map(|value| value.count).max()?;
    (2 * most > counts.elements).then(|| {
        let share = 100.0 * most as f64 / counts.elements as f64;
        format!("one value is in {share:.1}% of the records")
    })
}

/// So many different values may be an enum, if each occurs a hundred times on average.
const FEW: usize = 64;

fn few(kind: Kind, counts: &Counts) -> Option<String> {
    let distinct = counts.distinct().filter(|_| kind == Kind::String)?;
    let is_few = |count: u64| count as usize <= FEW && counts.elements >= 100 * count;
    match distinct {
        Distinct::Exact(count) if is_few(count) => {
            let is_closed = counts.values.as_ref().is_some_and(Values::is_closed);
            let once = if is_closed { ", none of them once" } else { ", some of them once" };
            Some(format!("{count} different values{once}"))
        }
        Distinct::About(count) if is_few(count) => Some(format!("about {count} different values")),
        _ => None,
    }
}

/// Different values that show a form which short words have too.
const MANY: u64 = 8;

fn form(counts: &Counts) -> Option<String> {
    let strings = counts.strings.as_ref()?;
    let written = counts.elements.saturating_sub(counts.zeros);
    let all = |count: u64| written > 0 && count == written;
    let has = |form| Form::of(strings.forms).any(|it| it == form);
    // A few words may be spelled like bytes by chance.
    let is_many = counts.distinct().is_some_and(|distinct| match distinct {
        Distinct::Exact(count) | Distinct::About(count) => count >= MANY,
    });
    if written == 0 {
        return None;
    }
    let form = match Form::of(strings.forms).next() {
        _ if all(strings.uuid) => "a UUID in lower case".to_owned(),
        _ if has(Form::Digits) => "an integer".to_owned(),
        _ if all(strings.hex) && is_many => "bytes as hexadecimal digits in lower case".to_owned(),
        Some(Form::UpperUuid) => "a UUID in upper case".to_owned(),
        Some(Form::UpperHex | Form::Base64) if !is_many => return None,
        Some(Form::UpperHex) => "bytes as hexadecimal digits in upper case".to_owned(),
        Some(Form::Digits) => "an integer".to_owned(),
        Some(Form::Base64) => "bytes in base64".to_owned(),
        Some(Form::Date) => "a date".to_owned(),
        Some(Form::Ipv4) => "an IPv4 address".to_owned(),
        Some(Form::Time(0)) => "a time in UTC, in whole seconds".to_owned(),
        Some(Form::Time(digits)) => format!("a time in UTC, with {digits} digits behind the second"),
        Some(Form::Decimal(digits)) => {
            format!("a number with {} behind the point", count(digits.into(), "digit"))
        }
        None => return None,
    };
    let aside = if counts.zeros > 0 { "empty or " } else { "" };
    Some(format!("every value is {aside}{form}"))
}

fn prefix(counts: &Counts) -> Option<String> {
    let strings = counts.strings.as_ref()?;
    let least = 1_usize.checked_shl(strings.prefix.len() as u32).filter(|least| *least > 1)?;
    // A mark can be the same by chance: one of 256.
    (least > 2).then(|| format!("all begin with the same {least} bytes or more"))
}

/// Number of lists with two elements or more.
fn lists(counts: &Counts) -> u64 {
    counts.lists.iter().flat_map(|lists| lists.sizes.iter().skip(1)).sum()
}

fn order(counts: &Counts) -> Option<String> {
    let of = counts.lists.as_ref().filter(|_| lists(counts) > 0)?;
    let has = |property| of.order & property != 0;
    let order = match () {
        () if has(RISING) && has(FALLING) => "all elements of a list are equal",
        () if has(STRICTLY_RISING) => "each element is greater than the one before",
        () if has(RISING) => "no element is less than the one before",
        () if has(FALLING) => "no element is greater than the one before",
        () => return None,
    };
    let first = counts.integers.as_ref().map_or(0, |integers| bytes(&integers.delta));
    let second = bytes(&of.second);
    let is_even = has(STRICTLY_RISING) && second > 0 && second < first;
    let steps = if is_even {
        format!(
            "; as differences they take {}, as differences of differences {}",
            count(first as usize, "byte"),
            grouped(second as usize)
        )
    } else {
        String::new()
    };
    Some(format!("{order}{steps}"))
}

/// Bytes of varints, by a histogram of their lengths.
fn bytes(histogram: &[u64]) -> u64 {
    histogram.iter().zip(1..).map(|(count, length)| count * length).sum()
}

fn tens(counts: &Counts) -> Option<String> {
    let tens = counts.integers.as_ref()?.tens;
    (1..=18)
        .contains(&tens)
        .then(|| format!("all are multiples of {}", grouped(10_usize.saturating_pow(tens))))
}

fn decimals(counts: &Counts) -> Option<String> {
    match counts.doubles?.decimals {
        0 => Some("all are integers".to_owned()),
        digits @ 1..8 => {
            Some(format!("all have at most {} behind the point", count(digits as usize, "digit")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_wire::Layout;
    use protune_wire::profile::{Key, Profiler};

    fn profile(messages: impl Iterator<Item = Vec<u8>>, key: Option<Key>) -> Profile {
        let text = r#"syntax = "proto3"; message A { string s = 1; repeated int64 n = 2; double d = 3; int32 i = 4; A a = 5; A b = 6; }"#;
        let schema = protune_compiler::compile([("a.proto", text)], |_| None);
        let layout = Layout::of(&schema, "A").unwrap();
        let mut profiler = Profiler::new(&layout).counting(key);
        messages.for_each(|message| profiler.add(&message).unwrap());
        profiler.finish()
    }

    fn noted(messages: impl IntoIterator<Item = Vec<u8>>, key: Option<Key>) -> Vec<String> {
        let profile = profile(messages.into_iter(), key);
        let counts = &profile.nodes[0].fields[0];
        notes(&profile, &profile.nodes, profile.root().field(counts.number).unwrap(), counts)
    }

    fn texts<'t>(texts: &'t [&str]) -> impl Iterator<Item = Vec<u8>> + Clone + 't {
        texts.iter().map(|text| [&[0x0A, text.len() as u8], text.as_bytes()].concat())
    }

    #[test]
    fn values_are_described() {
        let key = Key::new(&(0..16).collect::<Vec<u8>>()).unwrap();
        assert_eq!(noted(texts(&["a", "a"]), None), ["most likely one value in 2 records"]);
        assert_eq!(noted(texts(&["a", "a"]), Some(key)), ["one value in 2 records"]);
        assert_eq!(noted(texts(&["a"]), Some(key)), Vec::<String>::new());
        let many = || texts(&["RED", "BLUE"]).cycle().take(400);
        assert_eq!(noted(many(), None), ["about 2 different values"]);
        let once = || many().chain(texts(&["GREEN"]));
        assert_eq!(noted(once(), Some(key)), ["3 different values, some of them once"]);
        let often = || texts(&["a", "a", "a", "b"]);
        assert_eq!(noted(often(), Some(key)), ["one value is in 75.0% of the records"]);
        let both = || [0x2A, 2, 0x20, 7, 0x32, 2, 0x20, 7].to_vec();
        let equal = profile([both(), both()].into_iter(), None);
        let field = equal.root().field(6).unwrap();
        let counts = equal.nodes[0].counts(6).unwrap();
        assert_eq!(notes(&equal, &equal.nodes, field, counts), ["always equal to `a`"]);
        assert_eq!(noted(many().take(100), Some(key)), Vec::<String>::new());
        assert_eq!(noted(many(), Some(key)), ["2 different values, none of them once"]);
        assert_eq!(noted(texts(&["12", "7", "40"]), None), ["every value is an integer"]);
        assert_eq!(noted(texts(&["12", "0a"]), None), Vec::<String>::new());
        let hex: Vec<String> = (0..40).map(|at| format!("{:02x}{at:02x}", at + 10)).collect();
        let hex: Vec<&str> = hex.iter().map(String::as_str).collect();
        assert_eq!(noted(texts(&hex), None), ["every value is bytes as hexadecimal digits in lower case"]);
        assert_eq!(noted(texts(&["2024-02-29", "", "2024-03-01"]), None), ["every value is empty or a date"]);
        assert_eq!(
            noted(texts(&["https://a/", "https://b/c"]), None),
            ["all begin with the same 8 bytes or more"]
        );

        let list = |numbers: &[u8]| [&[0x12, numbers.len() as u8], numbers].concat();
        let even = (0..5).map(|at| list(&[100 + at, 110 + at, 120 + at]));
        assert_eq!(noted(even, None), ["each element is greater than the one before"]);
        // Steps of 200, two bytes each.
        let ticks: Vec<u8> =
            (0..40_u64).flat_map(|at| [((200 * at) & 127 | 128) as u8, ((200 * at) >> 7) as u8]).collect();
        assert_eq!(
            noted([list(&ticks)], None),
            [
                "each element is greater than the one before; as differences they take 79 bytes, as differences of \
                 differences 41",
                "all are multiples of 100",
            ]
        );
        let double = |number: f64| [&[0x19][..], &number.to_le_bytes()].concat();
        assert_eq!(noted([double(0.25), double(3.0)], None), ["all have at most 2 digits behind the point"]);
        assert_eq!(noted([double(4.0), double(3.0)], None), ["all are integers"]);
        let number = |number: u8| vec![0x20, number];
        assert_eq!(noted([number(100), number(40)], None), ["all are multiples of 10"]);
    }
}
