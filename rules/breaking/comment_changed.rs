//! Comments that say something else.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::kept;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "COMMENT_CHANGED",
    wing: Wing::Breaking,
    categories: &["COMPATIBLE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("comment_changed.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for changed in kept::commented(cx.pair) {
        let how = match (changed.comments.before.trim(), changed.comments.after.trim()) {
            ("", _) => "was added",
            (_, "") => "was deleted",
            _ => "changed",
        };
        let finding = cx.finding(changed.place, format!("the comment of {} {how}", changed.what));
        out.push(finding.contracts(Change::Unfelt.effects().contracts()));
    }
}
