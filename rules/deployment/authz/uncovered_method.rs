//! Policies that name some methods of a service, and leave others denied.

use super::parts::{named_services, peers};
use crate::context::Findings;
use crate::deployed::{Access, AccessKind, DeployedContext, Effect, Service};
use crate::deployment::references::{items_after, names};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};

pub static RULE: Room = Room {
    id: "AUTHZ_UNCOVERED_METHOD",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("uncovered_method.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let services = &cx.deployment.services;
    for access in cx.file.accesses().filter(|access| access.kind != AccessKind::Jwt) {
        let named = named_services(access, services);
        if named.is_empty() {
            continue;
        }
        let Some(peers) = peers(access, cx.deployment) else { continue };
        // A template, or a rule for all calls, can reach the others.
        if peers
            .iter()
            .any(|peer| peer.is_open || peer.rules.iter().any(|rule| rule.is_unknown() || rule.is_for_all()))
        {
            continue;
        }
        for (name, last, rule) in named {
            let is_first = first_naming(&peers, &name, cx).is_some_and(|first| std::ptr::eq(first, access));
            let Some(service) = services.find(&name).filter(|_| is_first) else { continue };
            let missing = missing(service, &peers);
            if missing.is_empty() {
                continue;
            }
            let methods = || missing.iter().map(|path| path.rsplit('/').next().unwrap_or(path));
            let message =
                format!("no rule reaches {} of `{name}`, so every call is denied", names(methods()));
            let edit =
                rule.list.and_then(|_| items_after(cx.file.data, last.node, missing.iter().map(|it| &**it)));
            let title = || format!("allow {} too", names(methods()));
            let fix = edit.map(|edit| cx.fix_parts(title(), Safety::Unsafe, vec![edit]));
            let help = "add the paths of the methods to a rule";
            out.push(cx.finding(last.node.span, message).help(help).fix(fix));
        }
    }
}

/// The first of some policies that allows methods of a service by name.
fn first_naming<'a, 'd>(
    peers: &[&'a Access<'d>],
    name: &str,
    cx: &DeployedContext<'_>,
) -> Option<&'a Access<'d>> {
    let names = |peer: &&&Access<'_>| {
        named_services(peer, &cx.deployment.services).iter().any(|(service, ..)| service == name)
    };
    peers.iter().find(names).copied()
}

/// Paths of the methods that no rule is for.
fn missing(service: &Service<'_>, peers: &[&Access<'_>]) -> Vec<String> {
    let is_meant = |path: &str| {
        let of_effect =
            |effect| peers.iter().any(|peer| peer.rules_that(effect).any(|rule| rule.matches(path)));
        of_effect(Effect::Allow) || of_effect(Effect::Deny)
    };
    let paths = service.view.methods().map(|method| format!("/{}/{}", service.name, method.name()));
    paths.filter(|path| !is_meant(path)).collect()
}
