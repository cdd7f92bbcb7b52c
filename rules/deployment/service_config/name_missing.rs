//! Entries of service configs that name nothing, and so never apply.

use super::refusal::refused;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Kind;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_NAME_MISSING",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("name_missing.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for entry in cx.file.service_configs().flat_map(|config| &config.methods) {
        let help = "name services and methods, or everything: `\"name\": [{}]`";
        match entry.node.entry("name") {
            _ if entry.node.kind() != Kind::Table => {}
            Some(name) if name.value.is_null() => {
                let problem = refused("`name` should be a list, not null", "Java and Node");
                out.push(cx.finding(name.value.span, problem).help(help));
            }
            Some(name) if name.value.kind() == Kind::List && name.value.items().is_empty() => {
                let mut finding = cx.finding(name.value.span, "the entry names nothing, so it never applies");
                finding.severity = finding.severity.min(Severity::Warning);
                out.push(finding.help(help));
            }
            Some(_) => {}
            None => {
                let first = entry.node.entries().first().map_or(entry.node.span, |first| first.key_span);
                let problem = refused("the entry has no `name`, so it never applies", "Node");
                out.push(cx.finding(first, problem).help(help));
            }
        }
    }
}
