//! Selectors with a wildcard that matches nothing.

use super::naming::place;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::Pattern;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_BAD_WILDCARD",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("bad_wildcard.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for item in cx.file.api_services().flat_map(|api| &api.items) {
        let Some(selector) = item.selector else { continue };
        for part in &item.parts {
            if let Pattern::Bad(text) = part.pattern {
                let shown = &text[..text.floor_char_boundary(100)];
                let message =
                    format!("a wildcard should be the whole last part of a name, unlike in `{shown}`");
                let finding = cx.finding(place(cx, selector, part), message);
                out.push(finding.help("write `*`, or a package or service and `.*`"));
            }
        }
    }
}
