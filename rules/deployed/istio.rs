//! AuthorizationPolicy and VirtualService of Istio.

use super::access::{Access, AccessKind, AccessRule, Effect, Workload};
use super::kind::{Kind, Object, Source};
use super::kubernetes::{self, KubeObject};
use super::pattern::{Budget, Form, Pattern, Ref, Text, stars};
use super::routes::{Backend, Policy, Retry, Route, RouteKind, Routes, Timeout, seconds};
use super::template::{self, Inserted};
use protune_data::Node;

pub(super) static KIND: Kind = Kind {
    name: "Istio AuthorizationPolicy and VirtualService",
    doc: "Objects of Kubernetes with these kinds, of the groups `security.istio.io` and `networking.istio.io`.",
    marks: &["AuthorizationPolicy", "VirtualService"],
    read,
};

fn read<'d>(source: &Source<'d>, out: &mut Vec<Object<'d>>) {
    let (budget, inserted) = (Budget::default(), Inserted::of(source.data));
    kubernetes::each(source, |object| match (object.group, object.kind) {
        ("security.istio.io", "AuthorizationPolicy") => {
            out.push(Object::Access(policy(object, &inserted, &budget)));
        }
        ("networking.istio.io", "VirtualService") => {
            out.push(Object::Routes(virtual_service(object, &budget)))
        }
        _ => {}
    });
}

fn policy<'d>(object: KubeObject<'d>, inserted: &Inserted, budget: &Budget) -> Access<'d> {
    let spec = object.node.get("spec").unwrap_or(Node::NOTHING);
    let effect = match spec.get("action").and_then(Node::text) {
        None | Some("ALLOW") => Effect::Allow,
        Some("DENY") => Effect::Deny,
        Some(_) => Effect::Other,
    };
    let rules = items(spec, "rules").iter().flat_map(|node| alternatives(node, effect, budget)).collect();
    let is_open = inserted.is_in(object.node);
    Access { kind: AccessKind::Istio, root: object.node, rules, workload: workload(object, spec), is_open }
}

fn items<'d>(table: &'d Node, key: &str) -> &'d [Node] {
    table.get(key).map_or(&[], Node::items)
}

fn texts<'d>(table: &'d Node, key: &str) -> impl Iterator<Item = &'d str> {
    items(table, key).iter().filter_map(Node::text)
}

fn workload<'d>(object: KubeObject<'d>, spec: &'d Node) -> Workload<'d> {
    let labels = spec.at("selector.matchLabels").map_or(&[][..], Node::entries);
    let mut labels: Vec<_> =
        labels.iter().filter_map(|entry| Some((&*entry.key, entry.value.text()?))).collect();
    labels.sort_unstable();
    let of_one = spec.get("targetRef").into_iter();
    let targets = of_one.chain(items(spec, "targetRefs")).filter_map(|target| target.get("name")?.text());
    let mut targets: Vec<_> = targets.collect();
    targets.sort_unstable();
    let namespace = object.metadata("namespace").and_then(Node::text).unwrap_or("");
    Workload { namespace, labels, targets }
}

/// The rules that the operations of a rule stand for.
fn alternatives<'d>(node: &'d Node, effect: Effect, budget: &Budget) -> Vec<AccessRule<'d>> {
    let checks_caller = !items(node, "from").is_empty();
    let is_conditional = checks_caller || !items(node, "when").is_empty();
    let to = items(node, "to");
    if to.is_empty() {
        return vec![AccessRule { is_conditional, checks_caller, ..AccessRule::for_all(node, effect) }];
    }
    let operations = to.iter().map(|to| to.get("operation").unwrap_or(to));
    let rule = |operation: &'d Node| {
        let refs =
            |key| items(operation, key).iter().map(|node| Ref::new(node, pattern(node), budget)).collect();
        let list = operation.get("paths");
        let is_set = |key| !items(operation, key).is_empty();
        let is_limited =
            ["hosts", "ports", "notHosts", "notPorts", "notMethods"].iter().any(|key| is_set(key));
        AccessRule {
            node: operation,
            effect,
            paths: is_set("paths").then(|| refs("paths")),
            except: refs("notPaths"),
            is_conditional: is_conditional || is_limited || !takes_post(operation),
            checks_caller,
            http_methods: items(operation, "methods").iter().collect(),
            list,
        }
    };
    operations.map(rule).collect()
}

/// Returns whether calls of gRPC, which are all POST, have one of the HTTP methods of an operation.
fn takes_post(operation: &Node) -> bool {
    let mut methods = texts(operation, "methods").peekable();
    methods.peek().is_none() || methods.any(|method| stars(method).matches("POST"))
}

fn pattern(node: &Node) -> Pattern {
    match node.text() {
        Some(text) if template::is_dynamic(text) => Pattern::Unknown,
        Some(text) if text.contains("{*}") || text.contains("{**}") => {
            Pattern::Path(Text::new(Form::Template, text))
        }
        Some(text) => stars(text),
        None => Pattern::Unknown,
    }
}

fn virtual_service<'d>(object: KubeObject<'d>, budget: &Budget) -> Routes<'d> {
    let spec = object.node.get("spec").unwrap_or(Node::NOTHING);
    let routes = items(spec, "http").iter().flat_map(|http| routes_of(http, budget)).collect();
    Routes { kind: RouteKind::VirtualService, root: object.node, routes, is_grpc: false }
}

fn routes_of<'d>(http: &'d Node, budget: &Budget) -> Vec<Route<'d>> {
    let retries = http.get("retries");
    let attempts = retries.and_then(|retries| retries.get("attempts"));
    let retry = attempts.and_then(|node| {
        Some(Retry { node, attempts: u32::try_from(node.integer()?).ok()?.saturating_add(1) })
    });
    let timeout = http.get("timeout").and_then(|node| {
        let seconds = seconds(node.text()?)?;
        (seconds > 0.0).then_some(Timeout { node, seconds, is_default: false })
    });
    let policy = Policy { timeout, retry };
    let retry_on = retries.and_then(|retries| retries.get("retryOn"));
    let route = |node: &'d Node, reference, is_conditional| Route {
        node,
        reference,
        is_conditional,
        is_grpc: false,
        policy,
        retry_on,
        backend: if http.get("route").is_some() { Backend::Server } else { Backend::None },
        priority: None,
        holder: http,
    };
    let matches = items(http, "match");
    if matches.is_empty() {
        return vec![route(http, Ref::new(http, Pattern::All, budget), false)];
    }
    let of_match = |node: &'d Node| {
        let is_other = |key: &str| !matches!(key, "uri" | "name" | "ignoreUriCase" | "statPrefix");
        let is_conditional = node.entries().iter().any(|entry| is_other(&entry.key));
        route(node, uri(node, budget), is_conditional)
    };
    matches.iter().map(of_match).collect()
}

fn uri<'d>(node: &'d Node, budget: &Budget) -> Ref<'d> {
    let ignores_case = node.get("ignoreUriCase").and_then(Node::flag).unwrap_or(false);
    let Some(entry) = node.get("uri").and_then(|uri| uri.entries().first()) else {
        return Ref::new(node, Pattern::All, budget);
    };
    let pattern = match (&*entry.key, entry.value.text()) {
        (_, Some(text)) if template::is_dynamic(text) => Pattern::Unknown,
        ("exact", Some(text)) => Pattern::Path(Text::exact(text).ignoring_case(ignores_case)),
        ("prefix", Some("/")) => Pattern::All,
        ("prefix", Some(text)) => Pattern::Path(Text::new(Form::Prefix, text).ignoring_case(ignores_case)),
        ("regex", Some(text)) => Text::regex(text).map_or(Pattern::Unknown, Pattern::Path),
        _ => Pattern::Unknown,
    };
    Ref::new(&entry.value, pattern, budget)
}
