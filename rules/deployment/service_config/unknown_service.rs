//! Service configs that name services which do not exist.

use super::naming::{Standing, standing};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::edit;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_UNKNOWN_SERVICE",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("unknown_service.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let names = cx.file.service_configs().flat_map(|config| &config.methods).flat_map(|entry| &entry.names);
    for (node, name) in names.filter_map(|name| Some((name.service?, name.service?.text()?))) {
        let Standing::Unknown { near } = standing(name, cx) else { continue };
        let finding = cx.finding(node.span, format!("the schema has no service `{name}`"));
        let Some(near) = near else {
            out.push(finding.help("use the full name of a service: its package, a dot and its name"));
            continue;
        };
        let fix = cx.fix(format!("name `{near}`"), Safety::Safe, edit::set_text(cx.file.data, node, &near));
        out.push(finding.help(format!("did you mean `{near}`?")).fix(fix));
    }
}
