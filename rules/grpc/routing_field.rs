//! Routing headers that name no field.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::field_path::{Found, find};
use crate::google::routing;
use crate::http::Flaw;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_ROUTING_FIELD",
    wing: Wing::Grpc,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("routing_field.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for rpc in cx.file.methods() {
        let Some(request) = rpc.input() else { continue };
        for field in routing::fields(rpc) {
            let Found::Miss(miss) = find(request, field.text) else { continue };
            let meant = miss.meant(|_| true);
            let message = format!("a routing header of RPC `{}` names no field: {}", rpc.name(), miss.says());
            let flaw = Flaw::new(miss.part.clone(), message, miss.advice(meant)).instead(meant);
            out.push(bound::finding(cx, field, flaw));
        }
    }
}
