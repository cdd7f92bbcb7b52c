//! Enum names in PascalCase.

use crate::casing;
use crate::renames;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Rule = Rule {
    id: "ENUM_PASCAL_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("enum_pascal_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for enumeration in cx.file.enums() {
        let (name, wanted) = (enumeration.name(), casing::pascal(enumeration.name()));
        if name != wanted {
            let text = format!("the enum name `{name}` is not in PascalCase");
            let finding = cx.finding(enumeration.name_span(), text).help(casing::advice(&wanted));
            out.push(finding.fix(renames::rename(enumeration, Symbol::Enum, &wanted)));
        }
    }
}
