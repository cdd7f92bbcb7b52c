//! Files that are new.

use crate::pair::added;
use crate::rule::{Check, Findings, PairContext, Rule, Wing};
use protune_compiler::diagnostic::{Place, Severity};

pub static RULE: Rule = Rule {
    id: "FILE_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    severity: Severity::Info,
    doc: include_str!("file_added.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for file in added::files(cx.pair) {
        out.push(cx.finding(Place::file(file.id), format!("the file `{}` was added", file.name())));
    }
}
