//! RPCs that are gone.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::{Gone, fixes};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RPC_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoRemovingRPCs"],
    severity: Severity::Error,
    doc: include_str!("rpc_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Gone { before, parent } in &cx.pair.deleted_methods {
        let message = format!("RPC `{}` of `{}` was deleted", before.name(), parent.name());
        let finding = cx.finding(parent.place(), message);
        let finding = finding.label(before.place(), "it was declared here");
        let fix = fixes::put_method_back(cx.pair, before, parent);
        out.push(Change::CallDeleted.effects().tell(finding, "restore it as deprecated").fix(fix));
    }
}
