//! Changes of rules: which values are refused that were accepted, and which are accepted that were refused. Equal forms,
//! such as `gt: 0` and `gte: 1`, are no change.

use super::expressions::{Own, own};
use super::interval::{End, Interval, at_most, negated};
use super::kinds::{Kind, Of, bytes, field, ignore, string};
use super::values::{Amount, amount, encoded, encoded_message};
use super::{Pieces, Role, Site};
use protune_cel::{Language, parse};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;
use std::collections::VecDeque;
use std::hash::Hash;

/// Change of one rule.
#[derive(Clone, Debug)]
pub(crate) struct Changed {
    /// Path of the rule below the option.
    pub(crate) path: Vec<i32>,
    pub(crate) what: String,
    pub(crate) effect: Effect,
}

/// Values that a change affects.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Effect {
    /// Values that were accepted are refused.
    Tighter,
    /// Values that were refused are accepted.
    Looser,
    /// Both, or unknown.
    Other,
}

/// Compares the rules of a field, those of its items, keys and values included.
pub(crate) fn of_sites(before: &Site<'_>, after: &Site<'_>) -> Vec<Changed> {
    let mut out = Changes { site: after, all: Vec::new() };
    out.compare(before, after);
    let mut all = out.all;
    let (old, new) = (before.below(), after.below());
    for role in [Role::Items, Role::Keys, Role::Values] {
        let find = |sites: &[Site<'_>]| sites.iter().position(|site| site.role == role);
        match (find(&old), find(&new)) {
            (Some(a), Some(b)) => all.extend(of_sites(&old[a], &new[b])),
            (Some(a), None) => all.extend(of_sites(&old[a], &without_rules(&old[a]))),
            (None, Some(b)) => all.extend(of_sites(&without_rules(&new[b]), &new[b])),
            (None, None) => {}
        }
    }
    all
}

fn without_rules<'s>(site: &Site<'s>) -> Site<'s> {
    Site { rules: Pieces::default(), ..site.clone() }
}

/// Compares two lists of expressions: those of `cel` first, each with its id. Equal texts match first, then texts of one
/// form, then ids.
pub(crate) fn of_expressions(before: &[Own<'_>], after: &[Own<'_>]) -> Vec<Changed> {
    let text = |own: &Own<'_>| own.value.as_text().map(str::to_owned);
    let form = |own: &Own<'_>| own.value.as_text().and_then(|text| Some(parse(text).ok()?.form()));
    let (mut old, mut new): (Vec<&Own<'_>>, Vec<&Own<'_>>) =
        (before.iter().collect(), after.iter().collect());
    matched(&mut old, &mut new, text);
    matched(&mut old, &mut new, form);
    let changed = matched(&mut old, &mut new, |own| Some(own.name.clone()));
    let found = |own: &Own<'_>, effect, what: &str| Changed {
        path: own.path.clone(),
        what: format!("the expression `{}` {what}", own.name),
        effect,
    };
    let mut all: Vec<Changed> = new.into_iter().map(|own| found(own, Effect::Tighter, "was added")).collect();
    all.extend(changed.into_iter().map(|own| found(own, Effect::Other, "changed")));
    all.extend(old.into_iter().map(|own| found(own, Effect::Looser, "was removed")));
    all
}

/// Takes expressions out of both lists that have the same key, each once, and returns those of the second list.
fn matched<'o, 's, K: Hash + Eq>(
    old: &mut Vec<&'o Own<'s>>,
    new: &mut Vec<&'o Own<'s>>,
    key: impl Fn(&Own<'s>) -> Option<K>,
) -> Vec<&'o Own<'s>> {
    if old.is_empty() || new.is_empty() {
        return Vec::new();
    }
    let mut known: FxHashMap<K, VecDeque<usize>> = FxHashMap::default();
    for (at, own) in old.iter().enumerate() {
        if let Some(key) = key(own) {
            known.entry(key).or_default().push_back(at);
        }
    }
    let mut is_gone = vec![false; old.len()];
    let mut has_match = |own: &&Own<'s>| {
        let at = key(own).and_then(|key| known.get_mut(&key)?.pop_front());
        at.is_some_and(|at| !std::mem::replace(&mut is_gone[at], true))
    };
    let (found, rest) = new.iter().partition(|own| has_match(own));
    *new = rest;
    let mut gone = is_gone.into_iter();
    old.retain(|_| gone.next() != Some(true));
    found
}

struct Changes<'a, 's> {
    site: &'a Site<'s>,
    all: Vec<Changed>,
}

impl Changes<'_, '_> {
    fn add(&mut self, path: &[i32], effect: Effect, what: String) {
        self.all.push(Changed { path: self.site.path(path), what, effect });
    }

    /// A rule that refuses more the greater its value is, or the less.
    fn ordered<T: PartialOrd>(&mut self, path: &[i32], was: T, is: T, grows_tighter: bool, what: String) {
        let effect = match is.partial_cmp(&was) {
            Some(Ordering::Equal) => return,
            Some(Ordering::Greater) if grows_tighter => Effect::Tighter,
            Some(Ordering::Less) if !grows_tighter => Effect::Tighter,
            Some(_) => Effect::Looser,
            None => Effect::Other,
        };
        self.add(path, effect, what);
    }

    fn compare(&mut self, before: &Site<'_>, after: &Site<'_>) {
        let level = |site: &Site<'_>| match site.rules.number(field::IGNORE) {
            Some(ignore::ALWAYS) => 2,
            // It has no effect on a field with presence.
            Some(ignore::IF_ZERO) if site.role != Role::Whole || !site.has_presence() => 1,
            _ => 0,
        };
        let (was, is) = (level(before), level(after));
        self.ordered(&[field::IGNORE], was, is, false, "`ignore` changed".to_owned());
        if was == 2 || is == 2 {
            return;
        }
        if before.role == Role::Whole {
            let (was, is) = (before.is_required(), after.is_required());
            let what = if is { "it is required" } else { "it is no longer required" };
            self.ordered(&[field::REQUIRED], was, is, true, what.to_owned());
        }
        self.all.extend(of_expressions(&own(before), &own(after)));
        let (old, new): (Vec<_>, Vec<_>) = (before.kinds().collect(), after.kinds().collect());
        for (kind, rules) in &new {
            let known = old.iter().find(|(known, _)| known.number == kind.number);
            let was = known.map(|(_, rules)| rules.clone()).unwrap_or_default();
            self.of_kind(kind, &was, rules);
        }
        for (kind, rules) in &old {
            if !new.iter().any(|(known, _)| known.number == kind.number) {
                self.of_kind(kind, rules, &Pieces::default());
            }
        }
    }

    fn of_kind(&mut self, kind: &Kind, was: &Pieces<'_>, is: &Pieces<'_>) {
        if matches!(kind.of, Of::Repeated | Of::Map) {
            return self.sizes(kind, was, is);
        }
        self.sets(kind, was, is);
        if kind.bounds.is_some() {
            self.bounds(kind, was, is);
        }
        match kind.name {
            "string" => self.text(was, is),
            "bytes" => self.octets(was, is),
            _ => {}
        }
        self.flags(kind, was, is);
        self.extensions(kind, was, is);
    }

    fn sizes(&mut self, kind: &Kind, was: &Pieces<'_>, is: &Pieces<'_>) {
        let [least, most] = match kind.of {
            Of::Map => ["min_pairs", "max_pairs"],
            _ => ["min_items", "max_items"],
        };
        self.range(kind.number, [0, 1, 2], [least, most], was, is);
        self.flags(kind, was, is);
        self.extensions(kind, was, is);
    }

    /// An exact number, the least and the most, as a range.
    fn range(&mut self, kind: i32, numbers: [i32; 3], names: [&str; 2], was: &Pieces<'_>, is: &Pieces<'_>) {
        let [exact, low, high] = numbers;
        let of = |rules: &Pieces<'_>| {
            let number = |number: i32| rules.number(number).filter(|_| number != 0);
            let from = number(low).unwrap_or(0).max(number(exact).unwrap_or(0));
            let to = number(high).unwrap_or(u64::MAX).min(number(exact).unwrap_or(u64::MAX));
            (from, to)
        };
        let ((from, to), (new_from, new_to)) = (of(was), of(is));
        let path = |number: i32| if is.has(exact) { [kind, exact] } else { [kind, number] };
        let shown = |value: u64| if value == u64::MAX { "unlimited".to_owned() } else { value.to_string() };
        let what =
            |name: &str, was: u64, is: u64| format!("`{name}` is {}, and was {}", shown(is), shown(was));
        self.ordered(&path(low), from, new_from, true, what(names[0], from, new_from));
        self.ordered(&path(high), to, new_to, false, what(names[1], to, new_to));
    }

    /// `const`, `in` and `not_in`.
    fn sets(&mut self, kind: &Kind, was: &Pieces<'_>, is: &Pieces<'_>) {
        let allowed = |rules: &Pieces<'_>| -> Option<FxHashSet<Vec<u8>>> {
            let constant = rules.message(kind.constant).filter(|_| kind.constant != 0);
            match constant {
                Some(constant) => {
                    Some(FxHashSet::from_iter([encoded_message(rules, kind.constant, &constant)]))
                }
                None if kind.allowed != 0 && rules.has(kind.allowed) => {
                    Some(rules.all(kind.allowed).map(encoded).collect())
                }
                None => None,
            }
        };
        let path = if is.has(kind.constant) && kind.constant != 0 { kind.constant } else { kind.allowed };
        match (allowed(was), allowed(is)) {
            (None, Some(_)) => {
                self.add(&[kind.number, path], Effect::Tighter, "only some values are allowed".to_owned());
            }
            (Some(_), None) => {
                self.add(&[kind.number, path], Effect::Looser, "other values are allowed too".to_owned());
            }
            (Some(was), Some(is)) => self.subset(&[kind.number, path], &was, &is, "the allowed values"),
            (None, None) => {}
        }
        if kind.refused == 0 {
            return;
        }
        let refused =
            |rules: &Pieces<'_>| -> FxHashSet<Vec<u8>> { rules.all(kind.refused).map(encoded).collect() };
        self.subset(&[kind.number, kind.refused], &refused(is), &refused(was), "the refused values");
    }

    /// Sets that refuse more the fewer values they have.
    fn subset(&mut self, path: &[i32], was: &FxHashSet<Vec<u8>>, is: &FxHashSet<Vec<u8>>, what: &str) {
        let effect = match (is.is_subset(was), was.is_subset(is)) {
            (true, true) => return,
            (true, false) => Effect::Tighter,
            (false, true) => Effect::Looser,
            (false, false) => Effect::Other,
        };
        self.add(path, effect, format!("{what} changed"));
    }

    fn bounds(&mut self, kind: &Kind, was: &Pieces<'_>, is: &Pieces<'_>) {
        let (old, new) = (Interval::of(kind, was), Interval::of(kind, is));
        let Some(bounds) = kind.bounds else { return };
        let low = if is.has(bounds.gt) { bounds.gt } else { bounds.gte };
        let high = if is.has(bounds.lt) { bounds.lt } else { bounds.lte };
        if old == new {
            return;
        }
        if old.is_outside || new.is_outside {
            let effect = match (old.is_outside, new.is_outside) {
                (true, true) => {
                    // What lies between the bounds is refused.
                    let grows = at_most(new.to, old.to) && at_most(old.from, new.from);
                    let shrinks = at_most(old.to, new.to) && at_most(new.from, old.from);
                    if grows {
                        Effect::Tighter
                    } else if shrinks {
                        Effect::Looser
                    } else {
                        Effect::Other
                    }
                }
                (false, true) if old.is_all() => Effect::Tighter,
                (true, false) if new.is_all() => Effect::Looser,
                _ => Effect::Other,
            };
            return self.add(&[kind.number, low], effect, "the refused range changed".to_owned());
        }
        let shown = |end: End| end.map_or("none".to_owned(), |(amount, _)| amount.to_string());
        if old.from != new.from {
            let effect = match () {
                () if at_most(old.from, new.from) => Effect::Tighter,
                () if at_most(new.from, old.from) => Effect::Looser,
                () => Effect::Other,
            };
            let what = format!("the lower bound is {}, and was {}", shown(new.from), shown(old.from));
            self.add(&[kind.number, low], effect, what);
        }
        if old.to != new.to {
            let turned = |end: End| end.map(|(amount, step)| (negated(amount), step));
            let effect = match () {
                () if at_most(turned(old.to), turned(new.to)) => Effect::Tighter,
                () if at_most(turned(new.to), turned(old.to)) => Effect::Looser,
                () => Effect::Other,
            };
            let what = format!("the upper bound is {}, and was {}", shown(new.to), shown(old.to));
            self.add(&[kind.number, high], effect, what);
        }
    }

    fn text(&mut self, was: &Pieces<'_>, is: &Pieces<'_>) {
        use string::*;
        const KIND: i32 = 14;
        self.range(KIND, [LEN, MIN_LEN, MAX_LEN], ["min_len", "max_len"], was, is);
        self.range(KIND, [LEN_BYTES, MIN_BYTES, MAX_BYTES], ["min_bytes", "max_bytes"], was, is);
        self.pattern([KIND, PATTERN], was, is);
        let part = |number: i32| (was.text(number).map(str::as_bytes), is.text(number).map(str::as_bytes));
        self.part(&[KIND, PREFIX], "prefix", part(PREFIX), <[u8]>::starts_with);
        self.part(&[KIND, SUFFIX], "suffix", part(SUFFIX), <[u8]>::ends_with);
        self.part(&[KIND, CONTAINS], "contains", part(CONTAINS), contains);
        self.part(&[KIND, NOT_CONTAINS], "not_contains", part(NOT_CONTAINS), |new, old| contains(old, new));
        let header = |rules: &Pieces<'_>| rules.number(WELL_KNOWN_REGEX).filter(|&number| number != 0);
        let effect = match (header(was), header(is)) {
            (None, Some(_)) => Effect::Tighter,
            (Some(_), None) => Effect::Looser,
            (was, is) if was != is => Effect::Other,
            _ => return,
        };
        self.add(&[KIND, WELL_KNOWN_REGEX], effect, "`well_known_regex` changed".to_owned());
    }

    fn octets(&mut self, was: &Pieces<'_>, is: &Pieces<'_>) {
        use bytes::*;
        const KIND: i32 = 15;
        self.range(KIND, [LEN, MIN_LEN, MAX_LEN], ["min_len", "max_len"], was, is);
        self.pattern([KIND, PATTERN], was, is);
        let part = |number: i32| (was.bytes(number), is.bytes(number));
        self.part(&[KIND, PREFIX], "prefix", part(PREFIX), <[u8]>::starts_with);
        self.part(&[KIND, SUFFIX], "suffix", part(SUFFIX), <[u8]>::ends_with);
        self.part(&[KIND, CONTAINS], "contains", part(CONTAINS), contains);
    }

    fn pattern(&mut self, path: [i32; 2], was: &Pieces<'_>, is: &Pieces<'_>) {
        let (was, is) = (was.text(path[1]), is.text(path[1]));
        if was == is {
            return;
        }
        let within = |a: Option<&str>, b: Option<&str>| match (a, b) {
            (_, None) => true,
            (None, Some(pattern)) => Language::of(pattern).is_some_and(|language| language.is_everything()),
            (Some(a), Some(b)) => {
                let languages = Language::of(a).zip(Language::of(b));
                languages.and_then(|(a, b)| a.is_within(&b)) == Some(true)
            }
        };
        let effect = match (within(is, was), within(was, is)) {
            (true, true) => return,
            (true, false) => Effect::Tighter,
            (false, true) => Effect::Looser,
            (false, false) => Effect::Other,
        };
        self.add(&path, effect, "`pattern` changed".to_owned());
    }

    /// A part that texts must have. Some parts imply others.
    fn part(
        &mut self,
        path: &[i32],
        name: &str,
        (was, is): (Option<&[u8]>, Option<&[u8]>),
        implies: fn(&[u8], &[u8]) -> bool,
    ) {
        let effect = match (was, is) {
            (was, is) if was == is => return,
            (None, _) => Effect::Tighter,
            (_, None) => Effect::Looser,
            (Some(was), Some(is)) if implies(is, was) => Effect::Tighter,
            (Some(was), Some(is)) if implies(was, is) => Effect::Looser,
            _ => Effect::Other,
        };
        self.add(path, effect, format!("`{name}` changed"));
    }

    /// Rules that are on or off.
    fn flags(&mut self, kind: &Kind, was: &Pieces<'_>, is: &Pieces<'_>) {
        let numbers: &[i32] = match kind.name {
            "float" | "double" => &[8],
            "string" => &[12, 13, 14, 15, 16, 17, 18, 21, 22, 26, 27, 28, 29, 30, 31, 32, 33, 35, 37, 38],
            "bytes" => &[10, 11, 12, 15],
            "enum" => &[2],
            "repeated" => &[3],
            "timestamp" => &[7, 8],
            _ => &[],
        };
        let on = |rules: &Pieces<'_>| -> Vec<(i32, String)> {
            let set = |&number: &i32| {
                let value = rules.last(number).filter(|value| value.as_varint() == Some(1))?;
                Some((number, value.field().name().to_owned()))
            };
            numbers.iter().filter_map(set).collect()
        };
        let (old, new) = (on(was), on(is));
        let gone: Vec<_> = old.iter().filter(|rule| !new.contains(rule)).collect();
        let come: Vec<_> = new.iter().filter(|rule| !old.contains(rule)).collect();
        match (&gone[..], &come[..]) {
            ([(_, was)], [(number, is)]) => {
                let effect = match () {
                    () if WITHIN.contains(&(is, was)) => Effect::Tighter,
                    () if WITHIN.contains(&(was, is)) => Effect::Looser,
                    () => Effect::Other,
                };
                self.add(&[kind.number, *number], effect, format!("`{is}` replaces `{was}`"));
            }
            _ => {
                for (number, name) in gone {
                    self.add(&[kind.number, *number], Effect::Looser, format!("`{name}` was removed"));
                }
                for (number, name) in come {
                    self.add(&[kind.number, *number], Effect::Tighter, format!("`{name}` was added"));
                }
            }
        }
        if kind.is("timestamp") {
            let within = |rules: &Pieces<'_>| amount(rules, 9).unwrap_or(Amount::Int(i128::MAX));
            self.ordered(&[kind.number, 9], within(was), within(is), false, "`within` changed".to_owned());
        }
    }

    /// Predefined rules.
    fn extensions(&mut self, kind: &Kind, was: &Pieces<'_>, is: &Pieces<'_>) {
        let (old, new) = (extensions_of(was), extensions_of(is));
        let known = |all: &[Extension]| -> FxHashMap<i32, usize> {
            all.iter().enumerate().map(|(at, extension)| (extension.number, at)).collect()
        };
        let (in_old, in_new) = (known(&old), known(&new));
        for Extension { number, name, values } in &new {
            let (effect, what) = match in_old.get(number) {
                None => (Effect::Tighter, format!("`{name}` was added")),
                Some(&at) if old[at].values != *values => (Effect::Other, format!("`{name}` changed")),
                Some(_) => continue,
            };
            self.add(&[kind.number, *number], effect, what);
        }
        for Extension { number, name, .. } in old.iter().filter(|it| !in_new.contains_key(&it.number)) {
            self.add(&[kind.number, *number], Effect::Looser, format!("`{name}` was removed"));
        }
    }
}

/// Predefined rule that is set, with its values.
struct Extension {
    number: i32,
    name: String,
    values: Vec<Vec<u8>>,
}

/// Predefined rules that are set, each once, in text order.
fn extensions_of(rules: &Pieces<'_>) -> Vec<Extension> {
    let mut all: Vec<Extension> = Vec::new();
    let mut known: FxHashMap<i32, usize> = FxHashMap::default();
    for value in rules.each().filter(|value| value.field().is_extension()) {
        let number = value.number();
        let at = *known.entry(number).or_insert(all.len());
        if at == all.len() {
            let name = value.field().extension_name().to_owned();
            all.push(Extension { number, name, values: Vec::new() });
        }
        all[at].values.push(encoded(value));
    }
    all
}

/// Formats, each with another one that has all of its texts.
const WITHIN: [(&str, &str); 10] = [
    ("ipv4", "ip"),
    ("ipv6", "ip"),
    ("ip", "address"),
    ("ipv4", "address"),
    ("ipv6", "address"),
    ("hostname", "address"),
    ("uri", "uri_ref"),
    ("ip_prefix", "ip_with_prefixlen"),
    ("ipv4_prefix", "ipv4_with_prefixlen"),
    ("ipv6_prefix", "ipv6_with_prefixlen"),
];

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    // The search for texts is linear; a comparison at each place is not.
    let text = |bytes: &[u8]| -> String { bytes.iter().map(|&byte| char::from(byte)).collect() };
    text(bytes).contains(&text(part))
}
