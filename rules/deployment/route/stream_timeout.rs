//! Routes whose timeout ends streams.

use crate::context::Findings;
use crate::deployed::{Backend, DeployedContext, RouteKind, Routes};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::{Node, edit};

pub static RULE: Room = Room {
    id: "ROUTE_STREAM_TIMEOUT",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("stream_timeout.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let is_streaming =
        |routes: &&Routes<'_>| matches!(routes.kind, RouteKind::Envoy | RouteKind::VirtualService);
    for routes in cx.file.routes().filter(is_streaming) {
        check_routes(routes, cx, out);
    }
}

/// Returns whether the file names a service of the schema.
fn names_service(cx: &DeployedContext<'_>) -> bool {
    let services = &cx.deployment.services;
    let named = cx.file.transcoders().flat_map(|transcoder| transcoder.services).filter_map(Node::text);
    let mut routes = cx.file.routes().flat_map(|routes| &routes.routes);
    named.into_iter().any(|name| services.find(name).is_some())
        || routes.any(|route| {
            route.reference.pattern.named().is_some_and(|it| services.find(it.service).is_some())
        })
}

fn check_routes(routes: &Routes<'_>, cx: &DeployedContext<'_>, out: &mut Findings) {
    let services = &cx.deployment.services;
    let methods = services.methods();
    // Other services of the schema may not be behind a route for all paths.
    let is_beside = services.has_schema_in(cx.file.folder()) || names_service(cx);
    // Streams that no route before has taken.
    let mut left: Vec<u32> =
        (0..).zip(methods).filter(|(_, it)| it.view.output_type().is_stream).map(|(row, _)| row).collect();
    for route in &routes.routes {
        if left.is_empty() {
            return;
        }
        let selected = route.reference.selected(services);
        let is_selected = |row: &u32| {
            let at = selected.partition_point(|rows| rows.end <= *row);
            selected.get(at).is_some_and(|rows| rows.contains(row))
        };
        let stream = left.iter().copied().find(is_selected);
        if !route.is_conditional {
            left.retain(|row| !is_selected(row));
        }
        let (Some(stream), Some(timeout)) = (stream, route.policy.timeout) else { continue };
        if route.backend == Backend::None || !routes.is_about_grpc(route) || route.is_wide() && !is_beside {
            continue;
        }
        let written = if timeout.is_default { "default timeout" } else { "timeout" };
        let method = &methods[stream as usize];
        let message = format!(
            "the {written} of the route ends the stream `{}` after {} s",
            method.path, timeout.seconds
        );
        let place = if timeout.is_default { route.reference.node } else { timeout.node };
        let title = "set `timeout: 0s`, so that no call of the route has a limit";
        let edit = cx.try_edit(|file| match timeout.is_default {
            true => edit::insert_after(file, &timeout.node.entries().last()?.value, "timeout", "0s"),
            false => edit::set_text(file, timeout.node, "0s"),
        });
        let fix = cx.fix(title, Safety::Unsafe, edit);
        out.push(cx.finding(place.span, message).help("set `timeout: 0s` on routes of streams").fix(fix));
    }
}
