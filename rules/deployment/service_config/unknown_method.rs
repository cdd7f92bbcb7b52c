//! Service configs that name methods which their services do not have.

use super::naming::{Taken, is_filled_in};
use crate::context::Findings;
use crate::deployed::{DeployedContext, near};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::edit;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_UNKNOWN_METHOD",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("unknown_method.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        let mut taken = Taken::default();
        for (_, name) in config.names() {
            let (Some((service, method)), Some(node)) = (name.full(), name.method) else { continue };
            let Some(known) = cx.deployment.services.find(service) else { continue };
            if known.method(method).is_some() || is_filled_in(method) {
                continue;
            }
            let finding = cx.finding(node.span, format!("the service `{service}` has no method `{method}`"));
            let near = cx.search(|_| near::methods(method, known));
            let help =
                near.question().unwrap_or_else(|| "name a method without its package and service".to_owned());
            let near = near.only().filter(|near| taken.take(config, service, near));
            let fix = near.and_then(|near| {
                let edit = cx.try_edit(|file| edit::set_text(file, node, near));
                cx.fix(format!("name `{near}`"), Safety::Safe, edit)
            });
            out.push(finding.label(known.view.name_place(), "the service").help(help).fix(fix));
        }
    }
}
