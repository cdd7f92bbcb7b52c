//! Policies with paths of methods that do not exist.

use super::parts::flaw;
use crate::context::Findings;
use crate::deployed::{DeployedContext, Effect};
use crate::deployment::references;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "AUTHZ_UNKNOWN_PATH",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("unknown_path.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for access in cx.file.accesses() {
        for (rule, reference) in access.refs() {
            let standing = cx.standing(reference, access.calls());
            let Some(message) = references::message(&standing, reference) else { continue };
            if flaw(access, reference, &cx.deployment.services).is_some() {
                continue;
            }
            let effect = match rule.effect {
                Effect::Deny => ", so this deny rule does not deny it",
                Effect::Demand => ", so no call needs the token of this rule",
                Effect::Allow | Effect::Other => "",
            };
            let (help, fix) = references::remedy(&standing, reference, cx);
            let place = reference.node.span;
            out.push(cx.finding(place, format!("{message}{effect}")).help(help).fix(fix));
        }
    }
}
