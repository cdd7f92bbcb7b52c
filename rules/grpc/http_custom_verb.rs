//! Methods of custom HTTP bindings.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_CUSTOM_VERB",
    wing: Wing::Grpc,
    categories: &["DEFAULT", "DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("http_custom_verb.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for (rpc, binding) in bound::bound(cx.file) {
        let is_custom = binding.kind.is_some() || binding.has_pattern && binding.verb.is_empty();
        if !is_custom || http::is_method(binding.verb) {
            continue;
        }
        let upper = binding.verb.to_ascii_uppercase();
        let (message, help) = match binding.verb {
            "" => {
                let message = format!("a custom HTTP binding of RPC `{}` has no method", rpc.name());
                (message, "set `kind` to a method such as `HEAD`".to_owned())
            }
            verb if http::is_method(&upper) => {
                (format!("the HTTP method `{verb}` should be `{upper}`"), format!("write `{upper}`"))
            }
            verb => {
                let message = format!("`{verb}` is not a method of HTTP");
                (message, "write a method such as `HEAD`, and one binding for each method".to_owned())
            }
        };
        let place = binding.kind.map_or(binding.place, |kind| kind.place());
        out.push(cx.finding(place, message).help(help));
    }
}
