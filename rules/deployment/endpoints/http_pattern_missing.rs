//! HTTP rules in configurations without a path.

use super::bound::bindings;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_PATTERN_MISSING",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("http_pattern_missing.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for binding in bindings(cx).into_iter().filter(|binding| binding.path.is_none()) {
        let first = binding.node.entries().first().map_or(binding.node.span, |first| first.key_span);
        let message = format!("the HTTP rule of `{}` has no path, so nothing calls it", binding.rpc.name());
        out.push(cx.finding(first, message).help("add a path, such as `get: /v1/pets`"));
    }
}
