//! Enums that begin with 0.

use crate::casing;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::EnumView;

pub static RULE: Rule = Rule {
    id: "ENUM_FIRST_VALUE_ZERO",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("enum_first_value_zero.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for enumeration in cx.file.enums() {
        let Some(first) = enumeration.values().next() else { continue };
        let (Some(number), Some(span)) = (first.number(), first.number_span()) else { continue };
        if number != 0 {
            let message = format!("the enum `{}` begins with {number}, not with 0", enumeration.name());
            out.push(cx.finding(span, message).help(advice(enumeration)));
        }
    }
}

fn advice(enumeration: EnumView<'_>) -> String {
    match enumeration.values().find(|value| value.number() == Some(0)) {
        Some(zero) => format!("move `{}` to the front", zero.name()),
        None => {
            let prefix = casing::upper_snake(enumeration.name());
            format!("put a value first that says nothing was chosen: `{prefix}_UNSPECIFIED = 0;`")
        }
    }
}
