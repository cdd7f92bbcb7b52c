//! Examples, judged by the rules that they are examples for.

use super::Report;
use crate::protovalidate::expressions::{Expressions, Outcome};
use crate::protovalidate::kinds::{Kind, field, ignore};
use crate::protovalidate::values::of_value;
use crate::protovalidate::{Pieces, Role, Site};
use protune_cel::Value;
use protune_compiler::schema::EnumView;
use rustc_hash::FxHashSet;

/// Judges the examples of a site. buf judges them only beside a rule of the type or `cel`; the rest is the gap.
pub(super) fn check<'s>(
    report: &mut Report<'_, 's>,
    expressions: &Expressions<'s>,
    site: &Site<'s>,
    kind: &Kind,
    rules: &Pieces<'s>,
    is_of_buf: bool,
) {
    let has_rules = rules.each().any(|rule| rule.number() != kind.example) || site.rules.has(field::CEL);
    if kind.example == 0 || !rules.has(kind.example) || has_rules != is_of_buf || site.is_ignored() {
        return;
    }
    let Some(conditions) = expressions.conditions(site, rules, &[kind.example]) else { return };
    let defined = kind.is("enum").then(|| Defined::of(site)).filter(|_| rules.flag(2));
    let is_implicit = site.role == Role::Whole && !site.has_presence();
    for (at, example) in rules.all(kind.example).enumerate() {
        let Some(value) = of_value(expressions.messages(), example) else { continue };
        let path = site.path(&[kind.number, kind.example, at as i32]);
        let is_unset = is_implicit && value.is_zero();
        if is_unset && site.is_required() {
            report.at(
                &path,
                format!("the example of {} violates `required`", site.name()),
                "change the example",
            );
            continue;
        }
        if value.is_zero() && site.ignores(ignore::IF_ZERO) {
            continue;
        }
        if defined.as_ref().is_some_and(|defined| !defined.has(&value)) {
            let message = format!("the example of {} violates `enum.defined_only`", site.name());
            report.at(&path, message, "change the example");
        }
        for condition in &conditions {
            let message = match condition.judge(&value) {
                Outcome::Violated => format!("the example of {} violates `{}`", site.name(), condition.name),
                Outcome::Fails(failure) => {
                    format!(
                        "the example of {} cannot be judged by `{}`: {failure}",
                        site.name(),
                        condition.name
                    )
                }
                Outcome::Holds | Outcome::Unknown => continue,
            };
            report.at(&path, message, "change the example, or the rule");
        }
    }
}

/// Numbers that the enum of a site declares; all numbers if it has none.
pub(crate) struct Defined(Option<FxHashSet<i64>>);

impl Defined {
    pub(crate) fn of(site: &Site<'_>) -> Defined {
        let numbers =
            |of: EnumView<'_>| of.values().filter_map(|value| value.number()).map(i64::from).collect();
        Defined(site.typed.enum_type().map(numbers))
    }

    pub(crate) fn has(&self, value: &Value<'_>) -> bool {
        let Some(numbers) = &self.0 else { return true };
        value.as_int().is_some_and(|value| numbers.contains(&value))
    }
}
