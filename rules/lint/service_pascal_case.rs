//! Service names in PascalCase.

use crate::casing;
use crate::renames;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Rule = Rule {
    id: "SERVICE_PASCAL_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("service_pascal_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for service in cx.file.services() {
        let (name, wanted) = (service.name(), casing::pascal(service.name()));
        if name != wanted {
            let text = format!("the service name `{name}` is not in PascalCase");
            let finding = cx.finding(service.name_span(), text).help(casing::advice(&wanted));
            out.push(finding.fix(renames::rename(service, Symbol::Service, &wanted)));
        }
    }
}
