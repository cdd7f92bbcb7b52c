//! Service configs in the folder of one version that name services of another.

use super::naming::services;
use crate::context::Findings;
use crate::deployed::{DeployedContext, Service, ServiceConfig};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::{Node, edit};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_OTHER_VERSION",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("other_version.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        let Some(named) = named_beside(cx, config) else { continue };
        let Some((node, first)) = named.first() else { continue };
        let (own, other) = (cx.file.folder(), first.folder);
        let message = format!("the config in `{own}` names services of `{other}` only");
        let help = "name the services of the version that the config is deployed with";
        let fix = renames(cx, &named)
            .map(|edits| cx.fix_parts(format!("name the services in `{own}`"), Safety::Safe, edits));
        out.push(cx.finding(node.span, message).help(help).fix(fix));
    }
}

/// Services that the config names, if all of them are in folders beside its own, which has others.
fn named_beside<'c, 'd>(
    cx: &'c DeployedContext<'_>,
    config: &ServiceConfig<'d>,
) -> Option<Vec<(&'d Node, &'c Service<'c>)>> {
    let folder = cx.file.folder();
    let (outer, _) = folder.rsplit_once('/')?;
    cx.deployment.services.in_folder(folder).next()?;
    let mut named = Vec::new();
    for (node, name) in services(config) {
        let service = cx.deployment.services.find(name)?;
        let (beside, _) = service.folder.rsplit_once('/')?;
        if service.folder == folder || beside != outer {
            return None;
        }
        named.push((node, service));
    }
    Some(named)
}

/// Edits that name the services of the own folder in place of their namesakes.
fn renames(
    cx: &DeployedContext<'_>,
    named: &[(&Node, &Service<'_>)],
) -> Option<Vec<(protune_data::Span, String)>> {
    let own = cx.file.folder();
    // Services of two other versions would get one name.
    let is_one = |folder: &str| named.iter().all(|(_, service)| service.folder == folder);
    named.first().filter(|(_, first)| is_one(first.folder))?;
    let rename = |&(node, service): &(&Node, &Service<'_>)| {
        let mut own =
            cx.deployment.services.named(service.view.name()).filter(|service| service.folder == own);
        let namesake = own.next()?;
        let edit = cx.try_edit(|file| edit::set_text(file, node, &namesake.name))?;
        Some((edit.span, edit.text))
    };
    named.iter().map(rename).collect()
}
