//! Methods with the same HTTP route in a configuration.

use super::bound::bindings;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::http::Shape;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Span;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_ROUTE_DUPLICATE",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_route_duplicate.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let mut first: FxHashMap<Shape<'_>, (Span, &str)> = FxHashMap::default();
    for binding in bindings(cx) {
        let Some((node, path)) = binding.path() else { continue };
        let Some(shape) = Shape::of(binding.verb, path) else { continue };
        match first.entry(shape) {
            Entry::Vacant(entry) => drop(entry.insert((node.span, binding.rpc.name()))),
            Entry::Occupied(entry) => {
                let (place, other) = *entry.get();
                let (name, verb) = (binding.rpc.name(), binding.verb);
                let message = format!("`{name}` has the same HTTP route as `{other}`: `{verb} {path}`");
                let finding = cx.finding(node.span, message).label(cx.place(place), "it is bound here");
                out.push(finding.help("change one of the two paths: requests of both look alike"));
            }
        }
    }
}
