//! Policies with prefixes that match the methods of another service too.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployment::references::{bleeds, ended};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "AUTHZ_PREFIX_BLEEDS",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("prefix_bleeds.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for (_, reference) in cx.file.accesses().flat_map(|access| access.refs()) {
        let Some((service, other)) = bleeds(reference, &cx.deployment.services) else { continue };
        let message = format!("the prefix of `{service}` also matches the methods of `{other}`");
        let help = format!("end the prefix with a slash: `/{service}/`");
        out.push(cx.finding(reference.node.span, message).help(help).fix(ended(reference, cx)));
    }
}
