//! Timeouts of zero in service configs.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::edit;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_TIMEOUT_ZERO",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("timeout_zero.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for entry in cx.file.service_configs().flat_map(|config| &config.methods) {
        let Some(timeout) = entry.timeout.filter(|_| entry.timeout().is_some_and(|it| it.is_zero())) else {
            continue;
        };
        let text = timeout.value.text().unwrap_or("");
        let message = format!("with the timeout `{text}`, each call of a Go client fails; C-core ignores it");
        let edit = cx.try_edit(|file| edit::remove(file, &timeout.value));
        let fix = cx.fix("remove the timeout, so that calls of Go clients succeed", Safety::Unsafe, edit);
        out.push(
            cx.finding(timeout.value.span, message).help("set the timeout that calls need, or none").fix(fix),
        );
    }
}
