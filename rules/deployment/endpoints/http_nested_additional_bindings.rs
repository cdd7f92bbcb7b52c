//! Additional bindings of additional bindings in configurations.

use super::bound::bindings;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_NESTED_ADDITIONAL_BINDINGS",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_nested_additional_bindings.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for binding in bindings(cx).into_iter().filter(|binding| binding.depth > 1) {
        let first = binding.node.entries().first().map_or(binding.node.span, |first| first.key_span);
        let message =
            format!("an additional binding of `{}` should have no additional bindings", binding.rpc.name());
        out.push(cx.finding(first, message).help("move the binding one level up"));
    }
}
