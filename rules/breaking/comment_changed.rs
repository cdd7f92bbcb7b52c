//! Comments that say something else.

use crate::pair::kept;
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
    for changed in kept::commented(cx.pair) {
        let how = match (changed.comments.before.trim(), changed.comments.after.trim()) {
            ("", _) => "is new",
            (_, "") => "is gone",
            _ => "changed",
        };
        out.push(cx.finding(changed.place, format!("the comment of {} {how}", changed.what)));
    }
}
