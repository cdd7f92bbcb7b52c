//! `**` before the end of HTTP paths in configurations.

use super::bound::{bindings, finding};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_DOUBLE_STAR_NOT_LAST",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("http_double_star_not_last.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for binding in bindings(cx) {
        let Some((node, path)) = binding.path() else { continue };
        out.extend(http::rest_before_end(path).map(|flaw| finding(cx, node, flaw)));
    }
}
