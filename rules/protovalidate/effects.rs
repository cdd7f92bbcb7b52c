//! Rules without effect: every value that the other rules let through satisfies them too. Every answer is certain.
//!
//! A bound that repeats the limit of its type, such as `uint32.gte = 0` or `min_items = 0`, writes a range out and is
//! left alone.

use super::expressions::{Expressions, Outcome, own};
use super::kinds::{Kind, Of, field, ignore, string};
use super::values::{encoded, of_value};
use super::{Pieces, Role, Site};
use protune_cel::Language;
use protune_compiler::schema::Cardinality;
use rustc_hash::FxHashSet;

/// The rule, as a path below the option, and the reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NoEffect {
    pub(crate) path: Vec<i32>,
    pub(crate) reason: String,
}

/// Rules of a site that have no effect.
pub(crate) fn of_site<'s>(expressions: &Expressions<'s>, site: &Site<'s>) -> Vec<NoEffect> {
    let mut found = Vec::new();
    // PROTOVALIDATE finds rules under `IGNORE_ALWAYS`.
    if site.is_ignored() {
        return found;
    }
    let is_always_there =
        site.role == Role::Whole && site.field.cardinality() == Cardinality::Required && site.is_required();
    if is_always_there {
        let reason = "the field is required by its declaration".to_owned();
        found.push(NoEffect { path: site.path(&[field::REQUIRED]), reason });
    }
    for (kind, rules) in site.kinds() {
        let mut add = |number: &[i32], reason: &str| {
            let path = site.path(&[&[kind.number], number].concat());
            found.push(NoEffect { path, reason: reason.to_owned() });
        };
        match kind.of {
            Of::Repeated if site.is_list() => list(&rules, &mut add),
            Of::Repeated | Of::Map => {}
            _ if site.is_single() && site.fits(kind) => of_kind(expressions, site, kind, &rules, &mut add),
            _ => {}
        }
    }
    for path in expressions.constant(site.this(), own(site), true) {
        found.push(NoEffect { path, reason: "the expression is true for every value".to_owned() });
    }
    found
}

type Add<'a> = dyn FnMut(&[i32], &str) + 'a;

fn of_kind<'s>(
    expressions: &Expressions<'s>,
    site: &Site<'s>,
    kind: &Kind,
    rules: &Pieces<'s>,
    add: &mut Add<'_>,
) {
    if kind.is("string") {
        text(rules, add);
    }
    for (number, rule) in [(kind.allowed, "in"), (kind.refused, "not_in")] {
        let mut seen = FxHashSet::default();
        for (at, value) in rules.all(number).enumerate() {
            if number != 0 && !seen.insert(encoded(value)) {
                add(&[number, at as i32], &format!("the value is in `{rule}` twice"));
            }
        }
    }
    if kind.refused != 0 && rules.has(kind.refused) && !kind.is("any") && !kind.is("field_mask") {
        refused(expressions, site, kind, rules, add);
    }
}

fn text(rules: &Pieces<'_>, add: &mut Add<'_>) {
    use string::*;
    let least = rules.number(LEN).or(rules.number(MIN_LEN));
    if let (Some(bytes), Some(chars)) = (rules.number(MIN_BYTES), least)
        && bytes > 0
        && bytes <= chars
    {
        add(
            &[MIN_BYTES],
            "a character has at least one byte, and the least number of characters is no smaller",
        );
    }
    let most = rules.number(LEN).or(rules.number(MAX_LEN));
    if let (Some(bytes), Some(chars)) = (rules.number(MAX_BYTES), most)
        && chars.checked_mul(4).is_some_and(|most| bytes >= most)
    {
        add(&[MAX_BYTES], "a character has at most four bytes, and the most characters fit");
    }
    for value in rules.each() {
        let number = value.number();
        let is_format = matches!(number, 12..=18 | 21 | 22 | 26..=33 | 35 | 37 | 38);
        if is_format && value.as_varint() == Some(0) {
            add(&[number], &format!("`{}` is false", value.field().name()));
        }
    }
    if rules.flag(STRICT) && rules.number(WELL_KNOWN_REGEX).unwrap_or(0) == 0 {
        add(&[STRICT], "`strict` is for `well_known_regex`, which is not set");
    }
    if rules.text(PATTERN).and_then(Language::of).is_some_and(|language| language.is_everything()) {
        add(&[PATTERN], "every text matches `pattern`");
    }
}

/// Values of `not_in` that other rules refuse anyway.
fn refused<'s>(
    expressions: &Expressions<'s>,
    site: &Site<'s>,
    kind: &Kind,
    rules: &Pieces<'s>,
    add: &mut Add<'_>,
) {
    let Some(conditions) = expressions.conditions(site, rules, &[kind.refused, kind.example]) else { return };
    for (at, value) in rules.all(kind.refused).enumerate() {
        let Some(value) = of_value(expressions.messages(), value) else { continue };
        if value.is_zero() && site.ignores(ignore::IF_ZERO) {
            add(&[kind.refused, at as i32], "`IGNORE_IF_ZERO_VALUE` lets the value through");
            continue;
        }
        let by = conditions.iter().find(|condition| condition.judge(&value) == Outcome::Violated);
        if let Some(by) = by {
            add(&[kind.refused, at as i32], &format!("`{}` refuses the value of `not_in` too", by.name));
        }
    }
}

fn list(rules: &Pieces<'_>, add: &mut Add<'_>) {
    if rules.flag(3) && rules.number(2).is_some_and(|most| most <= 1) {
        add(&[3], "a list of one item has no equal items");
    }
}
