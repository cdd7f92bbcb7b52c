//! The response types of RPCs.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::effects::Compared;
use crate::pair::{Both, fixes};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RPC_SAME_RESPONSE_TYPE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoChangingRPCSignature"],
    severity: Severity::Error,
    doc: include_str!("rpc_same_response_type.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    let mut compared = Compared::default();
    for &Both { before, after } in &cx.pair.methods {
        let (Some(was), Some(is)) = (before.output(), after.output()) else { continue };
        if was.full_name() == is.full_name() {
            continue;
        }
        let messages = Both { before: was, after: is };
        let effects = Change::OtherType.effects().and(compared.of_messages(messages));
        let (was, is) = (was.full_name(), is.full_name());
        let (name, service) = (after.name(), after.service().name());
        let message =
            format!("the response type of RPC `{name}` of `{service}` changed from `{was}` to `{is}`");
        let finding = cx.finding(after.file.place(after.output_type().span), message);
        let finding =
            finding.label(before.file.place(before.output_type().span), format!("it was `{was}` here"));
        let fix = fixes::restore_output(cx.pair, before, after, effects);
        out.push(effects.tell(finding, "add an RPC with another name").fix(fix));
    }
}
