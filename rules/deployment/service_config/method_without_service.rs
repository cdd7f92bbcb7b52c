//! Service configs that name a method without a service.

use super::refusal::{ALL, refused};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::{Kind, Node};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_METHOD_WITHOUT_SERVICE",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("method_without_service.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for (_, name) in cx.file.service_configs().flat_map(|config| config.names()) {
        let method = name.node.entry("method").filter(|method| method.value.kind() == Kind::Text);
        let is_without = name.service.is_none()
            && name
                .node
                .entry("service")
                .is_none_or(|service| service.value.is_null() || is_empty(&service.value));
        let Some(method) = method.filter(|_| is_without) else { continue };
        let clients = match (name.node.entry("service"), is_empty(&method.value)) {
            (Some(_), _) => "Node",
            (None, true) => "C-core and Node",
            (None, false) => ALL,
        };
        let text = method.value.text().unwrap_or("");
        let problem = refused(&format!("the method `{text}` is named without a service"), clients);
        out.push(cx.finding(method.value.span, problem).help("name its service beside it"));
    }
}

fn is_empty(node: &Node) -> bool {
    node.text() == Some("")
}
