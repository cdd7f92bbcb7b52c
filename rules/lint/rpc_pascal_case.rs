//! RPC names in PascalCase.

use crate::casing;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "RPC_PASCAL_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("rpc_pascal_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for method in cx.file.methods() {
        let (name, wanted) = (method.name(), casing::pascal(method.name()));
        if name != wanted {
            let text = format!("the RPC name `{name}` is not in PascalCase");
            out.push(cx.finding(method.name_span(), text).help(casing::advice(&wanted)));
        }
    }
}
