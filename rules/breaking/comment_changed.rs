//! Comments that say something else.

use crate::pair::comments::{self, Changed};
use crate::rule::{Check, Findings, PairContext, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "COMMENT_CHANGED",
    wing: Wing::Breaking,
    categories: &["COMPATIBLE"],
    severity: Severity::Info,
    doc: include_str!("comment_changed.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for Changed { what, place, before, after } in comments::changed(cx.pair) {
        let how = match (before.trim(), after.trim()) {
            ("", _) => "is new",
            (_, "") => "is gone",
            _ => "changed",
        };
        out.push(cx.finding(place, format!("the comment of {what} {how}")));
    }
}
