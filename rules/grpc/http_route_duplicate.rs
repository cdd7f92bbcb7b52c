//! RPCs with the same HTTP route.

use crate::context::{Findings, ModuleContext};
use crate::google::http::bindings;
use crate::google::{Text, client};
use crate::http::Shape;
use crate::module::Group;
use crate::needs::Needs;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::schema::{Global, MethodView, ServiceId, Symbol};
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_ROUTE_DUPLICATE",
    wing: Wing::Grpc,
    categories: &["DEFAULT", "DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_route_duplicate.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    let is_wanted = |group: &&Group<'_>| group.files.iter().any(|file| (cx.is_wanted)(file.id));
    cx.module.packages().iter().filter(is_wanted).for_each(|package| check_package(cx, package, out));
}

#[derive(Clone, Copy)]
struct Route<'s> {
    rpc: MethodView<'s>,
    path: Text<'s>,
}

fn check_package<'s>(cx: &ModuleContext<'s>, package: &Group<'s>, out: &mut Findings) {
    // First route of each shape, in a service and among the services of a host.
    let mut of_services: FxHashMap<(Shape<'s>, Global<ServiceId>), Route<'s>> = FxHashMap::default();
    let mut of_hosts: FxHashMap<(Shape<'s>, Option<&'s str>), Route<'s>> = FxHashMap::default();
    for rpc in package.files.iter().flat_map(|file| file.methods()) {
        for binding in bindings(rpc) {
            let Some(path) = binding.path else { continue };
            let Some(shape) = Shape::of(binding.verb, path.text) else { continue };
            let (route, service) = (Route { rpc, path }, rpc.service());
            let host = client::default_host(service).map(|host| host.text);
            let in_service = first(of_services.entry((shape.clone(), service.global())), route);
            let on_host = first(of_hosts.entry((shape, host)), route);
            if !(cx.is_wanted)(rpc.file.id) {
                continue;
            }
            match (in_service, on_host) {
                (Some(earlier), _) => out.push(in_one_service(cx, binding.verb, route, earlier)),
                // The same service in two files is one of them or the other.
                (None, Some(earlier)) if earlier.rpc.service().full_name() != service.full_name() => {
                    out.push(in_two_services(cx, binding.verb, route, earlier));
                }
                _ => {}
            }
        }
    }
}

/// Earlier route at an entry, which is otherwise set.
fn first<'s, K>(entry: Entry<'_, K, Route<'s>>, route: Route<'s>) -> Option<Route<'s>> {
    match entry {
        Entry::Occupied(earlier) => Some(*earlier.get()),
        Entry::Vacant(vacant) => {
            vacant.insert(route);
            None
        }
    }
}

fn in_one_service(cx: &ModuleContext<'_>, verb: &str, route: Route<'_>, earlier: Route<'_>) -> Diagnostic {
    let (name, path) = (route.rpc.name(), route.path.text);
    if route.rpc.id == earlier.rpc.id {
        let message = format!("RPC `{name}` has the HTTP route `{verb} {path}` twice");
        let finding = cx.finding(route.path.place(), message).help("remove one of the two bindings");
        return finding.label(earlier.path.place(), "it is bound here");
    }
    let other = earlier.rpc.name();
    let message = format!("RPC `{name}` has the same HTTP route as `{other}`: `{verb} {path}`");
    let help = "change one of the two paths: requests of both look alike";
    cx.finding(route.path.place(), message).help(help).label(earlier.path.place(), "it is bound here")
}

/// Services of a package may have servers of their own, so this is a warning at most.
fn in_two_services(cx: &ModuleContext<'_>, verb: &str, route: Route<'_>, earlier: Route<'_>) -> Diagnostic {
    let [name, other] = [route, earlier].map(|it| format!("{}.{}", it.rpc.service().name(), it.rpc.name()));
    let path = route.path.text;
    let message = format!("RPC `{name}` has the same HTTP route as `{other}`: `{verb} {path}`");
    let help = "change one of the two paths, unless a server never serves both services";
    let finding = cx.finding(route.path.place(), message).help(help);
    let earlier = Global { file: earlier.rpc.file.id, id: Symbol::Method(earlier.rpc.id) };
    let finding = finding.label(earlier, "it is bound here");
    let severity = finding.severity.min(Severity::Warning);
    finding.severity(severity)
}
