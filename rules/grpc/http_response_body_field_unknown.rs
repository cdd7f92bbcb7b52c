//! Response bodies that name no field of the response.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_RESPONSE_BODY_FIELD_UNKNOWN",
    wing: Wing::Grpc,
    categories: &["DEFAULT", "DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_response_body_field_unknown.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for (rpc, binding) in bound::bound(cx.file) {
        let (Some(body), Some(message)) = (binding.response_body, rpc.output()) else { continue };
        out.extend(http::response_body(body.text, message).map(|flaw| bound::finding(cx, body, flaw)));
    }
}
