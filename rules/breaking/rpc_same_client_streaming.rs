//! Whether the clients of RPCs stream.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::{Both, fixes};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RPC_SAME_CLIENT_STREAMING",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoChangingRPCSignature"],
    severity: Severity::Error,
    doc: include_str!("rpc_same_client_streaming.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.methods {
        let (was, is) = (before.input_type().is_stream, after.input_type().is_stream);
        if was == is {
            continue;
        }
        let words = |is_stream| if is_stream { "a stream of requests" } else { "one request" };
        let message = format!(
            "RPC `{}` of `{}` changed from {} to {}",
            after.name(),
            after.service().name(),
            words(was),
            words(is)
        );
        let finding = cx.finding(after.place(), message);
        let finding = finding.label(before.place(), "it was declared here");
        let effects = Change::Streaming.effects();
        let fix = fixes::restore_input(cx.pair, before, after, effects);
        out.push(effects.tell(finding, "add an RPC with another name").fix(fix));
    }
}
