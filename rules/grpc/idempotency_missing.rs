//! RPCs that read, and do not promise to have no side effects.

use super::idempotency::{level, verb};
use crate::context::{FileContext, Findings};
use crate::contracts::Change;
use crate::edits;
use crate::google::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_IDEMPOTENCY_MISSING",
    wing: Wing::Grpc,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("idempotency_missing.md"),
    options: &[],
    check: Check::File(check),
};

const READS: &[&str] = &["Get", "List", "BatchGet"];

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for rpc in cx.file.methods() {
        let streams = rpc.input_type().is_stream || rpc.output_type().is_stream;
        if streams || verb(rpc, READS).is_none() || level(rpc).is_some() {
            continue;
        }
        let bindings = http::bindings(rpc);
        // A verb other than GET says that there may be side effects.
        if bindings.iter().any(|binding| binding.verb != "GET") {
            continue;
        }
        let option = "idempotency_level = NO_SIDE_EFFECTS";
        let message = format!("RPC `{}` reads, but does not set `{option}`", rpc.name());
        let edit = edits::add_option(cx.file, rpc.node(), option);
        let fix = edit.map(|edit| Change::Idempotency.effects().fix(&format!("set `{option}`"), vec![edit]));
        let help = "set it, so that clients may repeat the call or send it as GET";
        out.push(cx.finding(rpc.name_place(), message).help(help).fix(fix));
    }
}
