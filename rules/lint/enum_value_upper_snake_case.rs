//! Enum value names in UPPER_SNAKE_CASE.

use crate::casing;
use crate::renames;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Rule = Rule {
    id: "ENUM_VALUE_UPPER_SNAKE_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("enum_value_upper_snake_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for value in cx.file.enums().flat_map(|enumeration| enumeration.values()) {
        let (name, wanted) = (value.name(), casing::upper_snake(value.name()));
        if name != wanted {
            let text = format!("the enum value name `{name}` is not in UPPER_SNAKE_CASE");
            let finding = cx.finding(value.name_span(), text).help(casing::advice(&wanted));
            out.push(finding.fix(renames::rename(value, Symbol::Value, &wanted)));
        }
    }
}
