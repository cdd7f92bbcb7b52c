//! Policies that deny health checks or reflection.

use super::parts::{named_services, peers};
use crate::context::Findings;
use crate::deployed::{AccessKind, DeployedContext};
use crate::deployment::references::{items_after, names};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};

pub static RULE: Room = Room {
    id: "AUTHZ_HEALTH_OR_REFLECTION_MISSING",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("health_or_reflection_missing.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Methods that probes and tools call.
const PROBES: &[&str] =
    &["/grpc.health.v1.Health/Check", "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"];

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for access in cx.file.accesses().filter(|access| access.kind != AccessKind::Jwt && !access.is_open) {
        let named = named_services(access, &cx.deployment.services);
        let Some((_, last, rule)) = named.last() else { continue };
        let Some(peers) = peers(access, cx.deployment) else { continue };
        let is_reached = |path: &str| {
            let mut rules = peers.iter().flat_map(|peer| &peer.rules);
            rules.any(|rule| rule.is_unknown() || rule.matches(path))
        };
        let missing: Vec<&str> = PROBES.iter().copied().filter(|path| !is_reached(path)).collect();
        if missing.is_empty() {
            continue;
        }
        let message = format!("the policy denies {}", names(missing.iter().copied()));
        let edit = rule.list.and_then(|_| items_after(cx.file.data, last.node, missing.iter().copied()));
        let fix = edit.map(|edit| cx.fix_parts("allow them too", Safety::Unsafe, vec![edit]));
        let help = "add the paths to a rule if probes or tools call them";
        out.push(cx.finding(last.node.span, message).help(help).fix(fix));
    }
}
