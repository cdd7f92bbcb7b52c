//! Additional bindings inside additional bindings.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_NESTED_ADDITIONAL_BINDINGS",
    wing: Wing::Grpc,
    categories: &["DEFAULT", "DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_nested_additional_bindings.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for (rpc, binding) in bound::bound(cx.file) {
        for &place in &binding.nested {
            let name = rpc.name();
            let message =
                format!("an additional HTTP binding of RPC `{name}` has additional bindings itself");
            out.push(cx.finding(place, message).help("move them to the binding of the RPC"));
        }
    }
}
