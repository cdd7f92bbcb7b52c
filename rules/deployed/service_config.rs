//! gRPC service configs: timeouts, retries and sizes of services and methods, as clients read them (gRFC A2, A6).

use super::kind::{Kind, Object, Source};
use protune_data::{Language, Node};

pub(super) static KIND: Kind = Kind {
    name: "gRPC service config",
    doc: "JSON with `methodConfig`, `loadBalancingConfig`, `retryThrottling` or `healthCheckConfig`, or with a name that \
          contains `service_config`.",
    marks: &[
        "methodConfig",
        "loadBalancingConfig",
        "loadBalancingPolicy",
        "retryThrottling",
        "healthCheckConfig",
        NAME,
    ],
    read,
};

const NAME: &str = "service_config";

/// Keys of which one shows that an object is a service config.
const KEYS: &[&str] =
    &["methodConfig", "loadBalancingConfig", "loadBalancingPolicy", "retryThrottling", "healthCheckConfig"];

/// A service config.
#[derive(Debug)]
pub struct ServiceConfig<'d> {
    pub root: &'d Node,
    /// Entries of `methodConfig`.
    pub methods: Vec<MethodConfig<'d>>,
}

/// Entry of `methodConfig`: settings for the methods that it names.
#[derive(Debug)]
pub struct MethodConfig<'d> {
    pub node: &'d Node,
    pub names: Vec<Name<'d>>,
}

/// Name in an entry: a service, a method of it, or neither, which means all methods of all services.
#[derive(Debug)]
pub struct Name<'d> {
    pub node: &'d Node,
    /// Full name of a service, if it is a text that is not empty.
    pub service: Option<&'d Node>,
    /// Name of a method, if it is a text that is not empty.
    pub method: Option<&'d Node>,
}

fn read<'d>(source: &Source<'d>, out: &mut Vec<Object<'d>>) {
    if source.data.language != Language::Json {
        return;
    }
    let root = source.data.root();
    if !KEYS.iter().any(|key| root.entry(key).is_some()) && !source.name().contains(NAME) {
        return;
    }
    out.push(Object::ServiceConfig(ServiceConfig { root, methods: methods(root) }));
}

fn methods(root: &Node) -> Vec<MethodConfig<'_>> {
    let entries = root.get("methodConfig").map_or(&[][..], Node::items);
    entries.iter().map(|node| MethodConfig { node, names: names(node) }).collect()
}

fn names(entry: &Node) -> Vec<Name<'_>> {
    let names = entry.get("name").map_or(&[][..], Node::items);
    names
        .iter()
        .map(|node| Name { node, service: text(node, "service"), method: text(node, "method") })
        .collect()
}

fn text<'d>(node: &'d Node, key: &str) -> Option<&'d Node> {
    node.get(key).filter(|node| node.text().is_some_and(|text| !text.is_empty()))
}
