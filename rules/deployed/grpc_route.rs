//! GRPCRoute of the Gateway API of Kubernetes.

use super::kind::{Kind, Object, Source};
use super::kubernetes::{self, KubeObject};
use super::pattern::{Budget, Pattern, Ref, Text};
use super::routes::{Backend, Policy, Route, RouteKind, Routes};
use super::services::is_identifier;
use super::template;
use protune_data::Node;

pub(super) static KIND: Kind = Kind {
    name: "Kubernetes GRPCRoute",
    doc: "Objects of Kubernetes with this kind, of the group `gateway.networking.k8s.io`.",
    marks: &["GRPCRoute"],
    read,
};

fn read<'d>(source: &Source<'d>, out: &mut Vec<Object<'d>>) {
    let budget = Budget::default();
    kubernetes::each(source, |object| {
        if (object.group, object.kind) == ("gateway.networking.k8s.io", "GRPCRoute") {
            out.push(Object::Routes(routes(object, &budget)));
        }
    });
}

fn routes<'d>(object: KubeObject<'d>, budget: &Budget) -> Routes<'d> {
    let rules = object.node.get("spec").and_then(|spec| spec.get("rules")).map_or(&[][..], Node::items);
    let routes = rules.iter().flat_map(|rule| routes_of(rule, budget)).collect();
    Routes { kind: RouteKind::GrpcRoute, root: object.node, routes, is_grpc: true }
}

fn routes_of<'d>(rule: &'d Node, budget: &Budget) -> Vec<Route<'d>> {
    let route = |node: &'d Node, reference| Route {
        node,
        reference,
        is_conditional: node.get("headers").is_some(),
        is_grpc: true,
        policy: Policy::default(),
        retry_on: None,
        backend: Backend::Server,
        priority: None,
        holder: rule,
    };
    let matches = rule.get("matches").map_or(&[][..], Node::items);
    if matches.is_empty() {
        return vec![route(rule, Ref::new(rule, Pattern::All, budget))];
    }
    matches.iter().map(|node| route(node, reference(node, budget))).collect()
}

fn reference<'d>(node: &'d Node, budget: &Budget) -> Ref<'d> {
    let Some(named) = node.get("method") else { return Ref::new(node, Pattern::All, budget) };
    let (service, method) = (named.get("service"), named.get("method"));
    let place = service.or(method).unwrap_or(named);
    Ref::new(place, pattern(named, service, method), budget).with_method(method.filter(|_| service.is_some()))
}

fn pattern(named: &Node, service: Option<&Node>, method: Option<&Node>) -> Pattern {
    let texts = [service, method].map(|node| node.and_then(Node::text));
    if texts.iter().flatten().any(|text| template::is_dynamic(text)) || texts == [None, None] {
        return Pattern::Unknown;
    }
    match named.get("type").map(Node::text) {
        None | Some(Some("Exact")) => {
            // A leading dot is legal.
            let service = texts[0].map(|name| name.strip_prefix('.').unwrap_or(name));
            let is_legal = service.is_none_or(|name| name.split('.').all(is_identifier))
                && texts[1].is_none_or(is_identifier);
            if !is_legal {
                return Pattern::Unknown;
            }
            Pattern::Parts { service: service.map(Text::exact), method: texts[1].map(Text::exact) }
        }
        Some(Some("RegularExpression")) => {
            let [service, method] = texts.map(|text| text.map(Text::regex));
            match (service, method) {
                (Some(None), _) | (_, Some(None)) => Pattern::Unknown,
                (service, method) => Pattern::Parts { service: service.flatten(), method: method.flatten() },
            }
        }
        _ => Pattern::Unknown,
    }
}
