//! Repeated messages that are left to the query.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::google::field_behavior::{self, Behavior};
use crate::http;
use crate::listing::listed;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FieldView;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_QUERY_REPEATED_MESSAGE",
    wing: Wing::Grpc,
    categories: &["DEFAULT", "DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("http_query_repeated_message.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for (rpc, binding) in bound::bound(cx.file) {
        let (Some(path), Some(request)) = (binding.path, rpc.input()) else { continue };
        let is_well_known = request.full_name().starts_with("google.protobuf.");
        if is_well_known || rpc.input_type().is_stream {
            continue;
        }
        let mut fields = http::query(path.text, binding.body.map_or("", |body| body.text), request);
        fields.retain(|field| !is_output(*field));
        let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        let (subject, verb) = match names[..] {
            [] => continue,
            [_] => ("field", "is a repeated message, which"),
            _ => ("fields", "are repeated messages, which"),
        };
        let (names, of) = (listed(&names, None, "and"), request.full_name());
        let message = format!("{subject} {names} of `{of}` {verb} query parameters cannot express");
        let help = match binding.verb {
            "GET" | "DELETE" => "use `post` with a body",
            _ => "make it the body, or use `body: \"*\"`",
        };
        out.push(cx.finding(path.place(), message).help(help));
    }
}

/// Returns whether callers do not send a field.
fn is_output(field: FieldView<'_>) -> bool {
    field_behavior::of(field).any(|behavior| behavior.is(Behavior::OutputOnly))
}
