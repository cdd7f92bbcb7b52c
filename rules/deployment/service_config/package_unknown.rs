//! Service configs for packages that the schema does not have.

use super::naming::{Judge, Standing, services};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use rustc_hash::FxHashSet;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_PACKAGE_UNKNOWN",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("package_unknown.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        let mut judge = Judge::new(cx, config);
        let mut reported = FxHashSet::default();
        for (node, name) in services(config) {
            if judge.standing(name) != Standing::Foreign {
                continue;
            }
            let package = name.rsplit_once('.').map_or("", |(package, _)| package);
            if !reported.insert(package) {
                continue;
            }
            let message = match package {
                "" => format!("no schema file is without a package, so `{name}` is not checked"),
                package => {
                    format!("no schema file has the package `{package}`, so its services are not checked")
                }
            };
            let help = "check the config together with the schema of the services that it names";
            out.push(cx.finding(node.span, message).help(help));
        }
    }
}
