//! Rules with an empty selector.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::Pattern;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Kind;

pub static RULE: Room = Room {
    id: "ENDPOINTS_EMPTY_SELECTOR",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("empty_selector.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for item in cx.file.api_services().flat_map(|api| &api.items) {
        let section = item.section.name();
        let help = "name a method, a package or service with `.*`, or everything with `*`";
        if item.selector.is_none() && item.node.kind() == Kind::Table {
            let first = item.node.entries().first().map_or(item.node.span, |first| first.key_span);
            out.push(cx.finding(first, format!("a rule of `{section}` has no selector")).help(help));
        }
        let Some(selector) = item.selector else { continue };
        if item.parts.iter().any(|part| part.pattern == Pattern::Empty) {
            out.push(
                cx.finding(selector.span, format!("a selector of `{section}` has an empty name")).help(help),
            );
        }
    }
}
