//! Allow rules whose methods are all denied.

use super::parts::{peers, title};
use crate::context::Findings;
use crate::deployed::pattern::covered;
use crate::deployed::{AccessRule, DeployedContext, Effect, Ref};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "AUTHZ_RULE_DEAD",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("rule_dead.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Number of deny rules and their paths that each allow rule is compared with, and of paths that it has.
const MAX_COMPARED: usize = 200;

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for access in cx.file.accesses() {
        let Some(peers) = peers(access, cx.deployment) else { continue };
        let is_certain = |rule: &&AccessRule<'_>| !rule.is_conditional && rule.except.is_empty();
        let of_peer = |rule: &&AccessRule<'_>| rule.effect == Effect::Deny && is_certain(rule);
        let denying: Vec<&AccessRule<'_>> =
            peers.iter().flat_map(|peer| &peer.rules).filter(of_peer).take(MAX_COMPARED).collect();
        if denying.is_empty() {
            continue;
        }
        for rule in access.rules.iter().filter(|rule| rule.effect == Effect::Allow) {
            if is_dead(rule, &denying, cx) {
                let help = "remove the rule, or narrow the deny rules";
                let place = title(access, rule).span;
                out.push(
                    cx.finding(place, "the rule allows nothing, because deny rules match all its methods")
                        .help(help),
                );
            }
        }
    }
}

fn is_dead(rule: &AccessRule<'_>, denying: &[&AccessRule<'_>], cx: &DeployedContext<'_>) -> bool {
    if denying.iter().any(|deny| deny.is_for_all()) {
        return true;
    }
    let services = &cx.deployment.services;
    let is_denied = |it: &Ref<'_>| {
        let denied = || denying.iter().flat_map(|deny| deny.refs()).take(MAX_COMPARED);
        // Other patterns also match methods that the schema does not have.
        let is_whole = it.pattern.is_exact() || denied().any(|deny| deny.pattern.covers(&it.pattern));
        let selected = it.selected(services);
        is_whole && !selected.is_empty() && covered(selected, denied().map(|deny| deny.selected(services)))
    };
    rule.paths.as_ref().is_some_and(|paths| paths.len() <= MAX_COMPARED && paths.iter().all(is_denied))
}
