//! Fields of POST requests that are left to the query.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::http;
use crate::listing::listed;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_POST_UNBOUND_FIELDS",
    wing: Wing::Grpc,
    categories: &["DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("http_post_unbound_fields.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for (rpc, binding) in bound::bound(cx.file).filter(|(_, binding)| binding.verb == "POST") {
        let (Some(path), Some(request)) = (binding.path, rpc.input()) else { continue };
        if binding.body.is_some_and(|body| !body.text.is_empty()) {
            continue;
        }
        let unbound = http::unbound(path.text, "", request);
        let names: Vec<&str> = unbound.iter().map(|field| field.name()).collect();
        let (subject, verb) = match names[..] {
            [] => continue,
            [_] => ("field", "is"),
            _ => ("fields", "are"),
        };
        let (names, of) = (listed(&names, None, "and"), request.full_name());
        let message = format!("{subject} {names} of `{of}` {verb} sent in the query of a POST request");
        out.push(cx.finding(path.place(), message).help("add `body: \"*\"`"));
    }
}
