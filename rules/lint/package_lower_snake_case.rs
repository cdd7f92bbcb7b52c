//! Package names in lower_snake_case, part by part.

use crate::casing;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "PACKAGE_LOWER_SNAKE_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("package_lower_snake_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let Some(statement) = cx.file.package_span() else { return };
    let name = cx.file.package();
    let wanted = name.split('.').map(casing::lower_snake).collect::<Vec<_>>().join(".");
    if name != wanted {
        let text = format!("the package name `{name}` is not in lower_snake_case");
        out.push(cx.finding(statement, text).help(casing::advice(&wanted)));
    }
}
