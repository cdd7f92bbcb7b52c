//! Grammar of HTTP paths in configurations.

use super::bound::{bindings, finding};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_TEMPLATE_SYNTAX",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_template_syntax.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for binding in bindings(cx) {
        let Some((node, path)) = binding.path() else { continue };
        out.extend(http::syntax(path).map(|flaw| finding(cx, node, flaw)));
    }
}
