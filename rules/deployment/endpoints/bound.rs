//! HTTP bindings of methods in configurations of APIs, and findings about their texts.

use super::naming;
use crate::deployed::DeployedContext;
use crate::deployed::Near;
use crate::deployed::endpoints::{Pattern, Section, field};
use crate::http::Flaw;
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::MethodView;
use protune_data::Node;

/// HTTP binding of a method, in place of its annotation.
pub(super) struct Binding<'d, 's> {
    pub(super) rpc: MethodView<'s>,
    pub(super) node: &'d Node,
    /// `GET`, or the kind of a custom pattern; empty if there is no pattern.
    pub(super) verb: &'d str,
    pub(super) path: Option<&'d Node>,
    /// Kind of a custom pattern.
    pub(super) kind: Option<&'d Node>,
    pub(super) body: Option<&'d Node>,
    pub(super) response_body: Option<&'d Node>,
    /// Number of bindings around it.
    pub(super) depth: usize,
}

impl<'d> Binding<'d, '_> {
    /// The path, as text.
    pub(super) fn path(&self) -> Option<(&'d Node, &'d str)> {
        self.path.and_then(|node| Some((node, node.text()?)))
    }

    /// The body, as text; empty if there is none.
    pub(super) fn body(&self) -> &'d str {
        self.body.and_then(Node::text).unwrap_or("")
    }
}

const VERBS: &[(&str, &str)] =
    &[("get", "GET"), ("put", "PUT"), ("post", "POST"), ("delete", "DELETE"), ("patch", "PATCH")];

/// Bindings of a file whose methods are in the schema, in text order.
pub(super) fn bindings<'c>(cx: &'c DeployedContext<'_>) -> Vec<Binding<'c, 'c>> {
    let mut found = Vec::new();
    for rule in cx.file.api_services().flat_map(|api| api.rules(Section::Http)) {
        for part in &rule.parts {
            let Pattern::Exact(name) = part.pattern else { continue };
            if let Some(rpc) = cx.deployment.services.method(name) {
                add(rpc, rule.node, 0, &mut found);
            }
        }
    }
    found
}

fn add<'c>(rpc: MethodView<'c>, node: &'c Node, depth: usize, found: &mut Vec<Binding<'c, 'c>>) {
    let standard = VERBS.iter().find_map(|(key, verb)| Some((*verb, Some(field(node, key)?))));
    let custom = field(node, "custom");
    let kind = custom.and_then(|custom| field(custom, "kind"));
    let (verb, path) = standard.unwrap_or_else(|| {
        let verb = kind.and_then(Node::text).unwrap_or("");
        (verb, custom.and_then(|custom| field(custom, "path")))
    });
    let (body, response_body) = (field(node, "body"), field(node, "response_body"));
    let kind = kind.filter(|_| standard.is_none());
    found.push(Binding { rpc, node, verb, path, kind, body, response_body, depth });
    let additional = field(node, "additional_bindings").map_or(&[][..], Node::items);
    additional.iter().for_each(|node| add(rpc, node, depth + 1, found));
}

/// Finding about a part of a text, with a fix if another name was probably meant.
pub(super) fn finding(cx: &DeployedContext<'_>, node: &Node, flaw: Flaw) -> Diagnostic {
    let near = Near::namesakes(flaw.instead.as_deref());
    let range = match flaw.at.is_empty() {
        true => 0..node.text().map_or(0, str::len),
        false => flaw.at,
    };
    naming::unknown(cx, (node, range), flaw.message, near).help(flaw.help)
}
