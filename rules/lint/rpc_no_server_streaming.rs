//! RPCs with server streaming.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RPC_NO_SERVER_STREAMING",
    wing: Wing::Lint,
    categories: &["UNARY_RPC"],
    buf: Buf::ALWAYS,
    aliases: &["prototool:RPCS_NO_STREAMING"],
    severity: Severity::Error,
    doc: include_str!("rpc_no_server_streaming.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for method in cx.file.methods().filter(|method| method.output_type().is_stream) {
        let text = format!("RPC `{}` should return one response, not a stream", method.name());
        let help = "return the response in pages, or let clients call again";
        out.push(cx.finding(method.place(), text).help(help));
    }
}
