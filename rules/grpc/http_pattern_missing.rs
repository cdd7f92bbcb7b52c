//! HTTP bindings without a path.

use super::bound;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_PATTERN_MISSING",
    wing: Wing::Grpc,
    categories: &["DEFAULT", "DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("http_pattern_missing.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for (rpc, binding) in bound::bound(cx.file).filter(|(_, binding)| !binding.has_pattern) {
        let place = binding.body.or(binding.response_body).map_or(binding.place, |text| text.place());
        let message =
            format!("an HTTP binding of RPC `{}` has no path, so no request reaches it", rpc.name());
        let help = "set `get`, `put`, `post`, `delete`, `patch` or `custom`";
        out.push(cx.finding(place, message).help(help));
    }
}
