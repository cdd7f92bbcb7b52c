//! Methods of routed services that no route is for.

use crate::context::Findings;
use crate::deployed::{DeployedContext, Ref, RouteKind, Routes};
use crate::deployment::references::names;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ROUTE_UNCOVERED",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("uncovered.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Number of routes of all files from which on they are not compared.
const MAX_ROUTES: usize = 5_000;

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let services = &cx.deployment.services;
    let mut seen: Vec<(RouteKind, String)> = Vec::new();
    for routes in cx.file.routes().filter(|routes| routes.kind != RouteKind::Mention) {
        for (name, reference) in named(routes) {
            let Some(service) = services.find(&name) else { continue };
            if seen.contains(&(routes.kind, name.clone())) {
                continue;
            }
            let of_kind =
                cx.deployment.files.iter().flat_map(|file| file.routes()).filter(|it| it.kind == routes.kind);
            let all = of_kind.flat_map(|it| &it.routes).map(|route| &route.reference);
            let all: Vec<&Ref<'_>> = all.take(MAX_ROUTES + 1).collect();
            if all.len() > MAX_ROUTES {
                return;
            }
            let missing = service.view.methods().filter(|method| {
                let path = format!("/{}/{}", service.name, method.name());
                !all.iter().any(|it| it.pattern.matches(&path))
            });
            let missing = missing.map(|method| method.name()).collect::<Vec<_>>();
            if !missing.is_empty() {
                let message = format!("no route is for {} of `{name}`", names(missing.into_iter()));
                let help = "add a route, or match the whole service";
                out.push(cx.finding(reference.node.span, message).help(help));
            }
            seen.push((routes.kind, name));
        }
    }
}

/// Services that routes name, each with the first reference to it.
fn named<'r, 'd>(routes: &'r Routes<'d>) -> Vec<(String, &'r Ref<'d>)> {
    let mut found: Vec<(String, &Ref<'_>)> = Vec::new();
    for reference in routes.routes.iter().map(|route| &route.reference) {
        if let Some(named) = reference.pattern.named()
            && !found.iter().any(|(name, _)| name == named.service)
        {
            found.push((named.service.to_owned(), reference));
        }
    }
    found
}
