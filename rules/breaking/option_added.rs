//! Options that are set for the first time.

use crate::context::{Findings, PairContext};
use crate::pair::kept;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "OPTION_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("option_added.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for (what, option) in kept::new_options(cx.pair) {
        let name = kept::option_name(option).unwrap_or_default();
        let message = format!("option `{name}` was added to {what}");
        out.push(cx.finding(option.place(), message));
    }
}
