//! Routes of AWS App Mesh with `grpcRoute`: as JSON of its API, in CloudFormation, and as objects of Kubernetes.

use super::kind::{Kind, Object, Source};
use super::pattern::{Budget, Pattern, Ref, Text};
use super::routes::{Backend, Policy, Retry, Route, RouteKind, Routes, Timeout};
use super::template;
use protune_data::Node;

pub(super) static KIND: Kind = Kind {
    name: "AWS App Mesh",
    doc: "YAML or JSON with `grpcRoute`, or `GrpcRoute` in CloudFormation, that has a match and an action.",
    marks: &["grpcRoute", "GrpcRoute"],
    read,
};

fn read<'d>(source: &Source<'d>, out: &mut Vec<Object<'d>>) {
    if KIND.marks.iter().any(|mark| source.data.text.contains(mark)) {
        let budget = Budget::default();
        source.data.documents.iter().for_each(|document| walk(document, &budget, out));
    }
}

fn walk<'d>(node: &'d Node, budget: &Budget, out: &mut Vec<Object<'d>>) {
    push(node, node.items().iter().filter_map(|item| route(item, budget)).collect(), out);
    if node.get("Type").is_none() || node.get("Properties").is_some() {
        for entry in node.entries() {
            push(&entry.value, route(&entry.value, budget).into_iter().collect(), out);
        }
    }
    node.entries().iter().for_each(|entry| walk(&entry.value, budget, out));
    node.items().iter().for_each(|item| walk(item, budget, out));
}

fn push<'d>(root: &'d Node, routes: Vec<Route<'d>>, out: &mut Vec<Object<'d>>) {
    if !routes.is_empty() {
        out.push(Object::Routes(Routes { kind: RouteKind::AppMesh, root, routes, is_grpc: true }));
    }
}

/// The value under a key in lowerCamelCase, which CloudFormation writes in PascalCase.
fn get<'d>(node: &'d Node, key: &str) -> Option<&'d Node> {
    let pascal = || [&key[..1].to_ascii_uppercase(), &key[1..]].concat();
    node.get(key).or_else(|| node.get(&pascal()))
}

fn route<'d>(holder: &'d Node, budget: &Budget) -> Option<Route<'d>> {
    let route = get(holder, "grpcRoute")?;
    let (node, _) = (get(route, "match")?, get(route, "action")?);
    let retries = get(route, "retryPolicy");
    let retry = retries.and_then(|retries| {
        let node = get(retries, "maxRetries")?;
        Some(Retry { node, attempts: u32::try_from(node.integer()?).ok()?.saturating_add(1) })
    });
    let timeout = get(route, "timeout").and_then(|timeout| get(timeout, "perRequest")).and_then(|node| {
        let unit = match get(node, "unit")?.text()? {
            "s" => 1.0,
            "ms" => 1e-3,
            _ => return None,
        };
        let seconds = get(node, "value")?.number()? * unit;
        (seconds > 0.0).then_some(Timeout { node, seconds, is_default: false })
    });
    Some(Route {
        node,
        reference: reference(node, budget),
        is_conditional: get(node, "metadata").is_some()
            || get(node, "port").is_some()
            || get(node, "hostname").is_some(),
        is_grpc: true,
        policy: Policy { timeout, retry },
        retry_on: retries.and_then(|retries| get(retries, "grpcRetryEvents")),
        backend: Backend::Server,
        priority: get(holder, "priority").and_then(Node::integer),
        holder,
    })
}

fn reference<'d>(node: &'d Node, budget: &Budget) -> Ref<'d> {
    let (service, method) = (get(node, "serviceName"), get(node, "methodName"));
    let texts = [service, method].map(|node| node.and_then(Node::text));
    let has_variable = [service, method].into_iter().flatten().any(|node| node.tag.is_some());
    let pattern = match texts {
        _ if has_variable || texts.iter().flatten().any(|text| template::is_dynamic(text)) => {
            Pattern::Unknown
        }
        [None, None] => Pattern::All,
        [service, method] => {
            Pattern::Parts { service: service.map(Text::exact), method: method.map(Text::exact) }
        }
    };
    Ref::new(service.or(method).unwrap_or(node), pattern, budget)
        .with_method(method.filter(|_| service.is_some()))
}
