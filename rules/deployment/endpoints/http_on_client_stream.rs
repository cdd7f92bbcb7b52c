//! HTTP rules for methods that take a stream.

use super::bound::bindings;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_ON_CLIENT_STREAM",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("http_on_client_stream.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for binding in bindings(cx).into_iter().filter(|binding| binding.rpc.input_type().is_stream) {
        let Some(node) = binding.path else { continue };
        let message = format!("`{}` takes a stream, which one HTTP request cannot send", binding.rpc.name());
        out.push(cx.finding(node.span, message).label(binding.rpc.name_place(), "the method"));
    }
}
