//! Options that are set for the first time.

use crate::pair::kept;
use crate::rule::{Check, Findings, PairContext, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "OPTION_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    severity: Severity::Info,
    doc: include_str!("option_added.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for (what, option) in kept::new_options(cx.pair) {
        let name = kept::option_name(option).unwrap_or_default();
        let message = format!("the option `{name}` was added to {what}");
        out.push(cx.finding(option.file.place(option.span()), message));
    }
}
