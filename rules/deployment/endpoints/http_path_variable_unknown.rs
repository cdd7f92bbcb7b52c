//! Path variables in configurations that name no field.

use super::bound::{bindings, finding};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_PATH_VARIABLE_UNKNOWN",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_path_variable_unknown.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for binding in bindings(cx) {
        let (Some((node, path)), Some(request)) = (binding.path(), binding.rpc.input()) else { continue };
        out.extend(http::unknown(path, request).into_iter().map(|flaw| finding(cx, node, flaw)));
    }
}
