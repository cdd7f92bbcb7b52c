//! Paths of methods in other parts of a file: in templates, and in parts of an Envoy configuration that no other reader
//! knows, such as rate limits.

use super::kind::{ENVOY_TYPES, Kind, Object, Source};
use super::pattern::{Budget, Pattern, Ref, Text};
use super::routes::{Backend, Policy, Route, RouteKind, Routes};
use super::services::is_method_path;
use super::template;
use protune_data::{Node, Span};
use rustc_hash::FxHashSet;

pub(super) static KIND: Kind = Kind {
    name: "template",
    doc: "Templates of YAML and JSON, such as those of Helm, with paths of methods in any place.",
    marks: &["{{", "{%"],
    read,
};

/// Adds a reference for each value that consists of the path of a method, and belongs to no object read before.
fn read<'d>(source: &Source<'d>, out: &mut Vec<Object<'d>>) {
    if !template::has_holes(source.data) && !source.data.text.contains(ENVOY_TYPES) {
        return;
    }
    let mut taken = FxHashSet::default();
    for object in &*out {
        match object {
            Object::Access(access) => taken.extend(access.refs().map(|(_, it)| it.node.span)),
            Object::Routes(routes) => {
                taken.extend(routes.routes.iter().map(|route| route.reference.node.span))
            }
            _ => {}
        }
    }
    let mut routes = Vec::new();
    source.data.documents.iter().for_each(|document| find(document, &taken, &Budget::default(), &mut routes));
    if !routes.is_empty() {
        let root = source.data.root();
        out.push(Object::Routes(Routes { kind: RouteKind::Mention, root, routes, is_grpc: false }));
    }
}

fn find<'d>(node: &'d Node, taken: &FxHashSet<Span>, budget: &Budget, out: &mut Vec<Route<'d>>) {
    node.entries().iter().for_each(|entry| find(&entry.value, taken, budget, out));
    node.items().iter().for_each(|item| find(item, taken, budget, out));
    if let Some(path) = node.text().filter(|path| is_method_path(path))
        && !taken.contains(&node.span)
    {
        out.push(Route {
            node,
            reference: Ref::new(node, Pattern::Path(Text::exact(path)), budget),
            is_conditional: true,
            is_grpc: true,
            policy: Policy::default(),
            retry_on: None,
            backend: Backend::None,
            priority: None,
            holder: node,
        });
    }
}
