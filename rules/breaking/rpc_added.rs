//! RPCs that are new.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::added;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RPC_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("rpc_added.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for method in added::methods(cx.pair) {
        let message = format!("RPC `{}` was added to `{}`", method.name(), method.service().name());
        let finding = cx.finding(method.name_place(), message);
        out.push(finding.contracts(Change::Unfelt.effects().contracts()));
    }
}
