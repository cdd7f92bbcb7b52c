//! Descriptor sets in the configuration of Envoy that differ from the schema.

use super::descriptor::{base64, methods};
use crate::context::Findings;
use crate::deployed::{DeployedContext, Transcoder, is_dynamic, split};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::MethodView;
use protune_data::Node;
use rustc_hash::FxHashMap;

pub static RULE: Room = Room {
    id: "ROUTE_DESCRIPTOR_STALE",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("descriptor_stale.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for transcoder in cx.file.transcoders() {
        let Some(node) = transcoder.descriptor else { continue };
        let Some(text) = node.text().filter(|text| !is_dynamic(text)) else { continue };
        let Some(message) = difference(text, transcoder, cx) else { continue };
        out.push(cx.finding(node.span, message).help("build the descriptor set again from the schema"));
    }
}

/// First difference between a descriptor set and the schema, among the services that the filter translates.
fn difference(text: &str, transcoder: &Transcoder<'_>, cx: &DeployedContext<'_>) -> Option<String> {
    let Some(bytes) = base64(text) else { return Some("the descriptor set is not Base64".to_owned()) };
    let Ok(described) = methods(&bytes) else { return Some("the descriptor set is damaged".to_owned()) };
    let described: FxHashMap<&str, _> = described.iter().map(|method| (&*method.path, method)).collect();
    let services = transcoder.services.iter().filter_map(Node::text);
    let services: Vec<_> = services.filter_map(|name| cx.deployment.services.find(name)).collect();
    for service in &services {
        for method in service.view.methods() {
            let path = format!("/{}/{}", service.name, method.name());
            match described.get(&*path) {
                None => return Some(format!("the descriptor set lacks the method `{path}`")),
                Some(known) => {
                    let is_same = has_type(&known.input, method, true)
                        && has_type(&known.output, method, false)
                        && known.streams_requests == method.input_type().is_stream
                        && known.streams_responses == method.output_type().is_stream;
                    if !is_same {
                        return Some(format!("the method `{path}` has other types in the descriptor set"));
                    }
                }
            }
        }
    }
    let mut gone: Vec<&str> = described.keys().copied().collect();
    gone.sort_unstable();
    let gone = gone.into_iter().find(|path| {
        let (service, method) = split(path).unwrap_or_default();
        let service = services.iter().find(|known| *known.name == *service);
        service.is_some_and(|service| service.method(method).is_none())
    });
    gone.map(|path| format!("the descriptor set has the method `{path}`, which the schema lacks"))
}

/// Returns whether a method takes or returns a message; a type that the schema lacks is not compared.
fn has_type(name: &str, method: MethodView<'_>, is_input: bool) -> bool {
    let message = if is_input { method.input() } else { method.output() };
    message.is_none_or(|message| message.full_name() == name)
}
