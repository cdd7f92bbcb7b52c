//! Services below `apis` that the schema does not have.

use super::naming::{is_exempt, is_judged, unknown};
use crate::context::Findings;
use crate::deployed::{DeployedContext, Services, near};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_UNKNOWN_API",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("unknown_api.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for node in cx.file.api_services().flat_map(|api| api.apis.iter().copied()) {
        let Some(name) = node.text() else { continue };
        let services = &cx.deployment.services;
        if services.find(name).is_some() || is_exempt(name, cx) || !is_judged(name, cx) {
            continue;
        }
        let search = |services: &Services<'_>| near::services(name, &[], cx.file.folder(), services);
        let message = format!("the schema has no service `{name}`");
        out.push(unknown(cx, (node, 0..name.len()), message, cx.search(search)));
    }
}
