//! RPCs that are gone.

use crate::pair::{Gone, fixes};
use crate::rule::{Check, Findings, PairContext, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "RPC_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    severity: Severity::Error,
    doc: include_str!("rpc_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Gone { before, parent } in &cx.pair.deleted_methods {
        let message = format!("the RPC `{}` of `{}` was deleted", before.name(), parent.name());
        let finding = cx.finding(parent.file.place(parent.span()), message);
        let finding = finding.label(before.file.place(before.span()), "it was declared here");
        let fix = fixes::put_method_back(cx.pair, before, parent);
        out.push(
            finding
                .help("this breaks generated source, and running clients; put it back as deprecated")
                .fix(fix),
        );
    }
}
