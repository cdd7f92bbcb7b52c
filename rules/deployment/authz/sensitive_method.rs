//! Policies that let any caller delete data.

use super::parts::{is_about_grpc, title};
use crate::context::Findings;
use crate::deployed::{AccessKind, AccessRule, DeployedContext, Effect};
use crate::deployment::references::names;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "AUTHZ_SENSITIVE_METHOD",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("sensitive_method.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Number of rules of a policy that are read.
const MAX_RULES: usize = 200;

/// First words of methods that destroy data.
const WORDS: &[&str] = &["Delete", "Purge", "Destroy", "Drop", "Erase", "Wipe"];

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let methods = cx.deployment.services.methods();
    for access in cx
        .file
        .accesses()
        .filter(|access| access.kind != AccessKind::Jwt && is_about_grpc(access, &cx.deployment.services))
    {
        for rule in access
            .rules
            .iter()
            .take(MAX_RULES)
            .filter(|rule| rule.effect == Effect::Allow && !rule.checks_caller)
        {
            let selected = rule.selected(&cx.deployment.services);
            let rows = selected.iter().flat_map(|rows| &methods[rows.start as usize..rows.end as usize]);
            let is_denied = |path: &str| {
                let denies = |deny: &AccessRule<'_>| !deny.is_conditional && deny.matches(path);
                access.rules_that(Effect::Deny).take(MAX_RULES).any(denies)
            };
            let is_sensitive = |name: &str| WORDS.iter().any(|word| name.starts_with(word));
            let mut sensitive: Vec<&str> = rows
                .filter(|method| is_sensitive(method.name()) && !is_denied(&method.path))
                .map(|method| &*method.path)
                .collect();
            sensitive.dedup();
            if !sensitive.is_empty() {
                let message = format!("any caller may call {}", names(sensitive.into_iter()));
                let help = "name the callers that the rule is for";
                out.push(cx.finding(title(access, rule).span, message).help(help));
            }
        }
    }
}
