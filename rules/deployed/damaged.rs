//! Files whose syntax is broken before anything shows their kind: kinds are then known by their texts.

use super::kind::{ENVOY_TYPES, Kind, Object, Source};
use super::template;

pub(super) static KIND: Kind = Kind {
    name: "broken file",
    doc: "YAML or JSON of one of the other kinds that cannot be parsed.",
    marks: &[],
    read,
};

/// Kinds of objects of Kubernetes.
const KUBERNETES: &[&str] = &["GRPCRoute", "AuthorizationPolicy", "VirtualService"];

/// Keys at the start of a line that only one kind has.
const KEYS: &[&str] = &["static_resources:", "type: google.api.Service"];

fn read<'d>(source: &Source<'d>, out: &mut Vec<Object<'d>>) {
    let data = source.data;
    if out.is_empty() && !data.problems.is_empty() && !template::has_holes(data) && is_known(&data.text) {
        out.push(Object::Damaged);
    }
}

fn is_known(text: &str) -> bool {
    let names_kind = |line: &str| {
        let value = line.trim_start_matches(['-', ' ']).strip_prefix("kind:");
        value.is_some_and(|value| KUBERNETES.contains(&value.trim().trim_matches('"')))
    };
    text.contains(ENVOY_TYPES)
        || text.lines().any(|line| KEYS.iter().any(|key| line.starts_with(key)) || names_kind(line))
}
