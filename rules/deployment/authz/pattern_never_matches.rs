//! Policies with patterns that match no path at all.

use super::parts::flaw;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployment::references::set_text;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "AUTHZ_PATTERN_NEVER_MATCHES",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("pattern_never_matches.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for access in cx.file.accesses() {
        for (_, reference) in access.refs() {
            let Some(flaw) = flaw(access, reference, &cx.deployment.services) else { continue };
            let text = reference.node.text().unwrap_or_default();
            let path =
                if text.is_empty() { "an empty path".to_owned() } else { format!("the path `{text}`") };
            let finding = cx.finding(reference.node.span, format!("{path} never matches: {}", flaw.why));
            let Some(meant) = flaw.meant else {
                out.push(finding.help(flaw.help));
                continue;
            };
            let fix = set_text(format!("write `{meant}`"), reference.node, &meant, cx);
            out.push(finding.help(format!("did you mean `{meant}`?")).fix(fix));
        }
    }
}
