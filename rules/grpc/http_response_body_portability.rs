//! Response bodies that are not `google.api.HttpBody`.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_RESPONSE_BODY_PORTABILITY",
    wing: Wing::Grpc,
    categories: &["DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("http_response_body_portability.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for (rpc, binding) in bound::bound(cx.file) {
        let (Some(body), Some(response)) = (binding.response_body, rpc.output()) else { continue };
        let Some(field) = response.field_named(body.text) else { continue };
        if field.message_type().is_some_and(|message| message.full_name() == "google.api.HttpBody") {
            continue;
        }
        let name = field.name();
        let message =
            format!("the HTTP response body `{name}` is no `google.api.HttpBody`, so Envoy rejects it");
        out.push(cx.finding(body.place(), message).help("return a message with the content of the field"));
    }
}
