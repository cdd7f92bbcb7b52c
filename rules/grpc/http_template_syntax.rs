//! Grammar of HTTP paths.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_TEMPLATE_SYNTAX",
    wing: Wing::Grpc,
    categories: &["DEFAULT", "DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_template_syntax.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for (_, binding) in bound::bound(cx.file) {
        if let Some(path) = binding.path {
            out.extend(http::syntax(path.text).map(|flaw| bound::finding(cx, path, flaw)));
        } else if binding.lacks_path {
            // Servers read it as an empty path.
            let flaw = http::syntax("");
            out.extend(flaw.map(|flaw| cx.finding(binding.place, flaw.message).help(flaw.help)));
        }
    }
}
