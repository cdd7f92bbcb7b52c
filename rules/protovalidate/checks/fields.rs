//! Rules of a field: whether they are for its type, and whether `required` and `ignore` make sense.

use super::{Report, cel, examples, lengths, ordered};
use crate::protovalidate::expressions::Expressions;
use crate::protovalidate::kinds::{Kind, Of, field, ignore};
use crate::protovalidate::{Pieces, Role, Site};
use crate::wrappers::wrapped_in;
use protune_compiler::schema::{Cardinality, MessageView, OptionValue, Type};
use rustc_hash::FxHashSet;

/// Checks the rules of a field, and those of its items, keys and values.
pub(super) fn check<'s>(report: &mut Report<'_, 's>, expressions: &Expressions<'s>, site: &Site<'s>) {
    presence(report, site);
    let compiles = cel::of_site(report, expressions, site);
    for (kind, rules) in site.kinds() {
        let path = site.path(&[kind.number]);
        match kind.of {
            Of::Repeated => match site.is_list() {
                true => repeated(report, site, &rules),
                false => misfit(report, site, kind, &path),
            },
            Of::Map => match site.role == Role::Whole && site.field.is_map() {
                true => map(report, site, &rules),
                false => misfit(report, site, kind, &path),
            },
            _ if !site.is_single() => {
                let part =
                    if site.field.is_map() { "`map.keys` or `map.values`" } else { "`repeated.items`" };
                let message = format!("`{}` rules are not for all of {}", kind.name, site.name());
                report.at(&path, message, format!("move them to {part}"));
            }
            _ if !site.fits(kind) => misfit(report, site, kind, &path),
            _ => {
                let is_sound = of_type(report, site, kind, &rules);
                if compiles && is_sound {
                    examples::check(report, expressions, site, kind, &rules, true);
                }
            }
        }
    }
    for below in site.below() {
        check(report, expressions, &below);
    }
}

fn misfit(report: &mut Report<'_, '_>, site: &Site<'_>, kind: &Kind, path: &[i32]) {
    let ty = match (site.role, site.typed.ty(), site.typed.cardinality()) {
        (Role::Whole, _, Cardinality::Map) => "a map".to_owned(),
        (Role::Whole, _, Cardinality::Repeated) => "a list".to_owned(),
        (_, Type::Scalar(scalar), _) => format!("`{}`", scalar.name()),
        (_, Type::Enum(_), _) => "an enum".to_owned(),
        _ => match site.message() {
            Some(message) => format!("`{}`", message.full_name()),
            None => return,
        },
    };
    let verb = if site.role == Role::Whole { "has" } else { "have" };
    let message = format!("`{}` rules are not for {}, which {verb} the type {ty}", kind.name, site.name());
    report.at(path, message, "use the rules of the type of the field");
}

/// `required` and `ignore`.
fn presence(report: &mut Report<'_, '_>, site: &Site<'_>) {
    let (name, is_extension) = (site.name(), site.field.is_extension());
    let (required, ignored) = (site.path(&[field::REQUIRED]), site.path(&[field::IGNORE]));
    let ignores_zero = site.ignores(ignore::IF_ZERO);
    if site.role != Role::Whole && site.is_required() {
        let message = format!("`required` has no effect on {name}, which are always there");
        report.at(&required, message, "remove it, and use a rule of the type, such as `min_len`");
    }
    if is_extension && site.is_required() {
        report.at(&required, format!("`required` has no effect on extension {name}"), "remove it");
    }
    if is_extension && ignores_zero {
        let message = format!("`IGNORE_IF_ZERO_VALUE` has no effect on extension {name}");
        report.at(&ignored, message, "remove it");
    }
    if site.role == Role::Whole && site.is_required() && site.field.oneof().is_some() {
        let message = format!("`required` makes {name} the only member of its oneof that can be set");
        report.at(&required, message, "set `(buf.validate.oneof).required` on the oneof instead");
    }
    if site.is_ignored() && site.rules.each().any(|rule| rule.number() != field::IGNORE) {
        let message = format!("`IGNORE_ALWAYS` turns off the other rules of {name}");
        report.at(&ignored, message, "remove `ignore`, or the other rules");
    }
    if site.is_required() && ignores_zero {
        let message = format!("`required` and `IGNORE_IF_ZERO_VALUE` contradict each other on {name}");
        report.at(&required, message.clone(), "remove one of them");
        report.at(&ignored, message, "remove one of them");
    }
    if ignores_zero && !is_extension && site.has_presence() {
        let message = match site.role {
            Role::Whole => format!("`IGNORE_IF_ZERO_VALUE` has no effect on {name}, which has presence"),
            _ => format!("`IGNORE_IF_ZERO_VALUE` should not be set on {name}, which have presence"),
        };
        report.at(&ignored, message, "remove it");
    }
}

/// Rules of one type. Returns whether its pattern compiles.
fn of_type(report: &mut Report<'_, '_>, site: &Site<'_>, kind: &Kind, rules: &Pieces<'_>) -> bool {
    let path = |rest: &[i32]| site.path(&[&[kind.number], rest].concat());
    let is_other = |rule: &OptionValue<'_>| rule.number() != kind.constant && !rule.field().is_extension();
    if kind.constant != 0
        && !kind.is("bool")
        && rules.has(kind.constant)
        && rules.each().any(|it| is_other(&it))
    {
        let message = format!("`const` makes the other `{}` rules of {} redundant", kind.name, site.name());
        report.at(&path(&[kind.constant]), message, "remove the other rules");
    }
    if let Some(bounds) = kind.bounds {
        ordered::check(report, site, kind, bounds, rules);
    }
    match kind.name {
        "string" => return lengths::string(report, site, rules),
        "bytes" => return lengths::bytes(report, site, rules),
        "field_mask" => {
            let refused: FxHashSet<&str> =
                rules.all(kind.refused).filter_map(|path| path.as_text()).collect();
            for both in rules.all(kind.allowed).filter_map(|path| path.as_text()) {
                if refused.contains(both) {
                    let message = format!("`{both}` is in both `in` and `not_in` of {}", site.name());
                    report.at(&path(&[kind.allowed]), message, "remove it from one of them");
                }
            }
        }
        _ => {}
    }
    true
}

fn repeated(report: &mut Report<'_, '_>, site: &Site<'_>, rules: &Pieces<'_>) {
    let is_plain = |message: MessageView<'_>| wrapped_in(message).is_none();
    if rules.flag(3) && site.message().is_some_and(is_plain) {
        let message = format!("`unique` is not for {}, whose items are messages", site.name());
        let help = "remove it, and write an expression over a field of the items";
        report.at(&site.path(&[field::REPEATED, 3]), message, help);
    }
    sizes(report, site, rules, field::REPEATED, ["min_items", "max_items"]);
}

fn map(report: &mut Report<'_, '_>, site: &Site<'_>, rules: &Pieces<'_>) {
    sizes(report, site, rules, field::MAP, ["min_pairs", "max_pairs"]);
}

fn sizes(report: &mut Report<'_, '_>, site: &Site<'_>, rules: &Pieces<'_>, kind: i32, names: [&str; 2]) {
    let (Some(min), Some(max)) = (rules.number(1), rules.number(2)) else { return };
    if min <= max {
        return;
    }
    let [least, most] = names;
    let name = site.name();
    let message = format!("`{least}` of {name} is {min}, more than `{most}`, which is {max}");
    report.at(&site.path(&[kind, 1]), message, "lower it");
    let message = format!("`{most}` of {name} is {max}, less than `{least}`, which is {min}");
    report.at(&site.path(&[kind, 2]), message, "raise it");
}
