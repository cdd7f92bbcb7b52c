//! RPCs with client streaming.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RPC_NO_CLIENT_STREAMING",
    wing: Wing::Lint,
    categories: &["UNARY_RPC"],
    buf: Buf::ALWAYS,
    aliases: &["prototool:RPCS_NO_STREAMING"],
    severity: Severity::Error,
    doc: include_str!("rpc_no_client_streaming.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for method in cx.file.methods().filter(|method| method.input_type().is_stream) {
        let text = format!("RPC `{}` should take one request, not a stream", method.name());
        let help = "use a repeated field in the request, or several calls";
        out.push(cx.finding(method.place(), text).help(help));
    }
}
