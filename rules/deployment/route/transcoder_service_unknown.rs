//! JSON transcoders for services that do not exist.

use crate::context::Findings;
use crate::deployed::pattern::{Budget, Pattern, Text};
use crate::deployed::{Calls, DeployedContext, Ref, Services, Standing, is_dynamic};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::{Node, edit};

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
        let finding = cx.finding(node.span, format!("the schema has no service `{name}`, so Envoy does not start"));
        let Some(near) = near else {
            out.push(finding.help("use the full name of a service: its package, a dot and its name"));
            continue;
        };
        let fix = cx.fix(format!("name `{near}`"), Safety::Safe, edit::set_text(cx.file.data, node, &near));
        out.push(finding.help(format!("did you mean `{near}`?")).fix(fix));
    }
}

/// Name that was most likely meant; `None` if the schema need not have the service.
fn near(node: &Node, name: &str, cx: &DeployedContext<'_>) -> Option<Option<String>> {
    let services = &cx.deployment.services;
    let without_dot = name.strip_prefix('.').unwrap_or(name);
    // A leading dot, or the name of a method.
    let of_method = without_dot.rsplit_once('.').map_or("", |(service, _)| service);
    if let Some(meant) = [without_dot, of_method].into_iter().find(|name| services.find(name).is_some()) {
        return Some(Some(meant.to_owned()));
    }
    let pattern = Pattern::Parts { service: Some(Text::exact(without_dot)), method: None };
    match services.standing(&Ref::new(node, pattern, &Budget::new()), Calls::Grpc, cx.file.folder()) {
        Standing::UnknownService { near, .. } => Some(near),
        _ => None,
    }
}
