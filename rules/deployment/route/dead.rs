//! Routes that no call takes, because others win.

use crate::context::Findings;
use crate::deployed::{DeployedContext, Route, RouteKind, Routes};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Node;

pub static RULE: Room = Room {
    id: "ROUTE_DEAD",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("dead.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Number of earlier routes that a route is compared with.
const MAX_COMPARED: usize = 200;

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for routes in cx.file.routes() {
        let mut earlier: Vec<&Route<'_>> = Vec::new();
        for route in in_order(routes) {
            let wins = |other: &&&Route<'_>| wins(routes.kind, other, route);
            // Routes for other calls than those of gRPC are not judged.
            let is_ours = !route.reference.selected(&cx.deployment.services).is_empty();
            if let Some(first) = earlier.iter().find(wins).filter(|_| is_ours) {
                let finding = cx.finding(
                    route.reference.node.span,
                    "no call takes this route, because another one matches all its calls",
                );
                let finding = finding.help("remove the route, or place it before the other one");
                out.push(finding.label(cx.place(first.reference.node.span), "this one wins"));
            } else if earlier.len() < MAX_COMPARED {
                earlier.push(route);
            }
        }
    }
}

/// Routes in the order in which they are tried. Routes of the Gateway API are compared by what they match.
fn in_order<'r, 'd>(routes: &'r Routes<'d>) -> Vec<&'r Route<'d>> {
    let mut all: Vec<&Route<'_>> = routes.routes.iter().collect();
    match routes.kind {
        RouteKind::GrpcRoute | RouteKind::VirtualService | RouteKind::Envoy => {}
        RouteKind::AppMesh => all.sort_by_key(|route| route.priority),
        RouteKind::Mention => all.clear(),
    }
    all
}

/// Returns whether each call that matches `route` takes the earlier route `other`.
fn wins(kind: RouteKind, other: &Route<'_>, route: &Route<'_>) -> bool {
    let covers = other.reference.pattern.covers(&route.reference.pattern);
    match kind {
        // The more specific match wins, and the first of equal ones.
        RouteKind::GrpcRoute => {
            covers
                && route.reference.pattern.covers(&other.reference.pattern)
                && headers(other.node) == headers(route.node)
        }
        RouteKind::AppMesh => {
            covers && !other.is_conditional && other.priority.is_some() && other.priority < route.priority
        }
        RouteKind::VirtualService | RouteKind::Envoy | RouteKind::Mention => covers && !other.is_conditional,
    }
}

fn headers(node: &Node) -> Vec<[&str; 3]> {
    let headers = node.get("headers").map_or(&[][..], Node::items);
    let mut all: Vec<[&str; 3]> = headers
        .iter()
        .map(|header| {
            ["name", "type", "value"].map(|key| header.get(key).and_then(Node::scalar).unwrap_or(""))
        })
        .collect();
    all.sort_unstable();
    all
}
