//! Routes of AWS App Mesh, whose support ended.

use crate::context::Findings;
use crate::deployed::pattern::Pattern;
use crate::deployed::{DeployedContext, Route, RouteKind};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use std::fmt::Write;

pub static RULE: Room = Room {
    id: "ROUTE_APPMESH_RETIRED",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("appmesh_retired.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let routes = cx.file.routes().filter(|routes| routes.kind == RouteKind::AppMesh);
    for route in routes.flat_map(|routes| &routes.routes) {
        let finding = cx.finding(route.reference.node.span, "AWS App Mesh is supported until 2026-09-30");
        let help = match migrated(route) {
            Some(rule) => format!("use a GRPCRoute of the Gateway API with the rule `{rule}`"),
            None => "use a GRPCRoute of the Gateway API".to_owned(),
        };
        out.push(finding.help(help));
    }
}

/// The same match in a rule of a GRPCRoute, in flow style.
fn migrated(route: &Route<'_>) -> Option<String> {
    let method = match &route.reference.pattern {
        Pattern::All => String::new(),
        pattern => {
            let named = pattern.named()?;
            let mut method = format!("method: {{service: {}", named.service);
            if named.is_whole {
                let _ = write!(method, ", method: {}", named.method);
            }
            method + "}"
        }
    };
    (!route.is_conditional).then(|| format!("matches: [{{{method}}}]"))
}
