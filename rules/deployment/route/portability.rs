//! Matches of GRPCRoute that not every implementation supports.

use crate::context::Findings;
use crate::deployed::{DeployedContext, RouteKind};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Node;

pub static RULE: Room = Room {
    id: "ROUTE_PORTABILITY",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("portability.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let routes = cx.file.routes().filter(|routes| routes.kind == RouteKind::GrpcRoute);
    for method in routes.flat_map(|routes| &routes.routes).filter_map(|route| route.node.get("method")) {
        let kind = method.get("type");
        let message = if kind.and_then(Node::text) == Some("RegularExpression") {
            "not every implementation of the Gateway API supports regular expressions"
        } else if method.get("method").is_some() && method.get("service").is_none() {
            "not every implementation of the Gateway API supports a method without a service"
        } else {
            continue;
        };
        let place = kind.or(method.get("method")).unwrap_or(method);
        out.push(cx.finding(place.span, message).help("match a service, and a method of it"));
    }
}
