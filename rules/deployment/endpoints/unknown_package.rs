//! Packages of client libraries that the schema does not have.

use super::naming::{is_exempt, is_judged, unknown};
use crate::context::Findings;
use crate::deployed::{DeployedContext, Near};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_UNKNOWN_PACKAGE",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("unknown_package.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for node in cx.file.api_services().flat_map(|api| api.packages.iter().copied()) {
        let Some(name) = node.text() else { continue };
        let services = &cx.deployment.services;
        if services.names().has_package(name) || is_exempt(name, cx) || !is_judged(name, cx) {
            continue;
        }
        let near = cx.search(|services| Near::among(services.packages(), name));
        out.push(unknown(cx, (node, 0..name.len()), format!("the schema has no package `{name}`"), near));
    }
}
