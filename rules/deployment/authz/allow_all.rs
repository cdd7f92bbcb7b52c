//! Policies that allow every call.

use super::parts::{is_about_grpc, peers, title};
use crate::context::Findings;
use crate::deployed::pattern::Pattern;
use crate::deployed::{AccessRule, DeployedContext, Effect};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "AUTHZ_ALLOW_ALL",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("allow_all.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for access in cx.file.accesses().filter(|access| is_about_grpc(access, &cx.deployment.services)) {
        let Some(peers) = peers(access, cx.deployment) else { continue };
        let denies = |effect| peers.iter().any(|peer| peer.rules_that(effect).next().is_some());
        let is_open = |rule: &&AccessRule<'_>| rule.effect == Effect::Allow;
        let mut wide = access
            .rules
            .iter()
            .filter(is_open)
            .filter(|rule| rule.is_for_all() && !rule.is_conditional)
            .peekable();
        if wide.peek().is_none() || denies(Effect::Deny) || denies(Effect::Demand) {
            continue;
        }
        for rule in wide {
            let star = rule.refs().find(|it| matches!(it.pattern, Pattern::All));
            let place = star.map_or(title(access, rule), |it| it.node).span;
            let help = "list the paths that the rule allows, or say which callers it is for";
            out.push(
                cx.finding(place, "the rule allows every call of every caller, and no rule denies any")
                    .help(help),
            );
        }
    }
}
