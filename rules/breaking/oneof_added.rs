//! Oneofs that are new.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::added;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ONEOF_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("oneof_added.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for oneof in added::oneofs(cx.pair) {
        let message = format!("oneof `{}` was added to `{}`", oneof.name(), oneof.message().name());
        let finding = cx.finding(oneof.name_place(), message);
        out.push(finding.contracts(Change::Unfelt.effects().contracts()));
    }
}
