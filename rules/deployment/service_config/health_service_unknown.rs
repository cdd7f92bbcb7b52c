//! Health checks of services that do not exist.

use super::naming::{Judge, Standing};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::edit;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_HEALTH_SERVICE_UNKNOWN",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("health_service_unknown.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        let health = config.root.get("healthCheckConfig");
        let Some(node) = health.and_then(|health| health.get("serviceName")) else { continue };
        let Some(name) = node.text().filter(|name| !name.is_empty()) else { continue };
        let Standing::Unknown(near) = Judge::new(cx, config).standing(name) else { continue };
        let message = format!("the client checks the health of `{name}`, which the schema does not have");
        let fix = near.only().and_then(|near| {
            let edit = cx.try_edit(|file| edit::set_text(file, node, near));
            cx.fix(format!("name `{near}`"), Safety::Safe, edit)
        });
        let help =
            near.question().unwrap_or_else(|| "use the name that the server sets the health of".to_owned());
        out.push(cx.finding(node.span, message).help(help).fix(fix));
    }
}
