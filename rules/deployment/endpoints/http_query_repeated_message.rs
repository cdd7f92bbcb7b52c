//! Repeated messages that HTTP rules leave to the query.

use super::bound::bindings;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_QUERY_REPEATED_MESSAGE",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("http_query_repeated_message.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for binding in bindings(cx) {
        let (Some((node, path)), Some(request)) = (binding.path(), binding.rpc.input()) else { continue };
        if binding.rpc.input_type().is_stream {
            continue;
        }
        for field in http::query(path, binding.body(), request) {
            let message =
                format!("the repeated message `{}` is left to the query, which cannot hold it", field.name());
            out.push(
                cx.finding(node.span, message)
                    .label(field.name_place(), "the field")
                    .help("bind it to the body"),
            );
        }
    }
}
