//! JSON transcoders for services that do not exist.

use crate::context::Findings;
use crate::deployed::pattern::{Budget, Pattern, Text};
use crate::deployed::{Calls, DeployedContext, Near, Ref, Services, Standing, is_dynamic};
use crate::deployment::references::set_text;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Node;

pub static RULE: Room = Room {
    id: "ROUTE_TRANSCODER_SERVICE_UNKNOWN",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("transcoder_service_unknown.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for node in cx.file.transcoders().flat_map(|transcoder| transcoder.services) {
        let Some(name) = node.text().filter(|name| !is_dynamic(name)) else { continue };
        let services = &cx.deployment.services;
        if services.find(name).is_some() || Services::is_brought(name) {
            continue;
        }
        let Some(near) = near(node, name, cx) else { continue };
        let finding =
            cx.finding(node.span, format!("the schema has no service `{name}`, so Envoy does not start"));
        let help = near.question();
        let help = help
            .unwrap_or_else(|| "use the full name of a service: its package, a dot and its name".to_owned());
        let fix = near.only().and_then(|near| set_text(format!("name `{near}`"), node, near, cx));
        out.push(finding.help(help).fix(fix));
    }
}

/// Names that were most likely meant; `None` if the schema need not have the service.
fn near(node: &Node, name: &str, cx: &DeployedContext<'_>) -> Option<Near> {
    let services = &cx.deployment.services;
    let without_dot = name.strip_prefix('.').unwrap_or(name);
    // A leading dot, or the name of a method.
    let of_method = without_dot.rsplit_once('.').map_or("", |(service, _)| service);
    if let Some(meant) = [without_dot, of_method].into_iter().find(|name| services.find(name).is_some()) {
        return Some(Near::namesakes([meant]));
    }
    let pattern = Pattern::Parts { service: Some(Text::exact(without_dot)), method: None };
    match cx.standing(&Ref::new(node, pattern, &Budget::default()), Calls::Grpc) {
        Standing::UnknownService { near, .. } => Some(near),
        _ => None,
    }
}
