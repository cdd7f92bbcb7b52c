//! Messages and enums below `types` and `enums` that the schema does not have.

use super::naming::{is_exempt, is_judged, unknown};
use crate::context::Findings;
use crate::deployed::{DeployedContext, Near};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Node;

pub static RULE: Room = Room {
    id: "ENDPOINTS_UNKNOWN_TYPE",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("unknown_type.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let names = cx.deployment.services.names();
    for api in cx.file.api_services() {
        for &node in &api.types {
            judge(cx, node, "message", |name| names.has_message(name), out);
        }
        for &node in &api.enums {
            judge(cx, node, "enum", |name| names.has_enum(name), out);
        }
    }
}

fn judge(
    cx: &DeployedContext<'_>,
    node: &Node,
    what: &str,
    is_known: impl Fn(&str) -> bool,
    out: &mut Findings,
) {
    let Some(name) = node.text().filter(|name| !is_known(name)) else { return };
    if is_exempt(name, cx) || !is_judged(name, cx) {
        return;
    }
    let (outer, simple) = name.rsplit_once('.').unwrap_or(("", name));
    let near = cx.search(|services| {
        let names = services.names();
        let elsewhere = names.types(|known| known.rsplit('.').next() == Some(simple) && is_known(known));
        if !elsewhere.is_empty() {
            return Near::namesakes(elsewhere);
        }
        let is_beside = |known: &str| known.rsplit_once('.').map_or("", |(outer, _)| outer) == outer;
        Near::among(names.types(|known| is_beside(known) && is_known(known)), name)
    });
    out.push(unknown(cx, (node, 0..name.len()), format!("the schema has no {what} `{name}`"), near));
}
