//! Response bodies in configurations that name no field.

use super::bound::{bindings, finding};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_RESPONSE_BODY_FIELD_UNKNOWN",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_response_body_field_unknown.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for binding in bindings(cx) {
        let (Some(node), Some(response)) = (binding.response_body, binding.rpc.output()) else { continue };
        let body = node.text().unwrap_or("");
        out.extend(http::response_body(body, response).map(|flaw| finding(cx, node, flaw)));
    }
}
