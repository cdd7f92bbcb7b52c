//! Service configs that name services which do not exist.

use super::naming::{Judge, Standing, Taken};
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
    for config in cx.file.service_configs() {
        let (mut judge, mut taken) = (Judge::new(cx, config), Taken::default());
        for (_, written) in config.names() {
            let Some((node, name)) = written.service.and_then(|node| Some((node, node.text()?))) else {
                continue;
            };
            let Standing::Unknown(near) = judge.standing(name) else { continue };
            let finding = cx.finding(node.span, format!("the schema has no service `{name}`"));
            let help = near.question();
            let help = help.unwrap_or_else(|| {
                "use the full name of a service: its package, a dot and its name".to_owned()
            });
            let method = written.method.and_then(|method| method.text()).unwrap_or("");
            let near = near.only().filter(|near| taken.take(config, near, method));
            let fix = near.and_then(|near| {
                let edit = cx.try_edit(|file| edit::set_text(file, node, near));
                cx.fix(format!("name `{near}`"), Safety::Safe, edit)
            });
            out.push(finding.help(help).fix(fix));
        }
    }
}
