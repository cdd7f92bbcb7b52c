//! Selectors that select nothing of the schema.

use super::naming::{is_exempt, is_judged, near_method, unknown};
use crate::context::Findings;
use crate::deployed::endpoints::{Pattern, Section};
use crate::deployed::{DeployedContext, Near};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_UNKNOWN_SELECTOR",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("unknown_selector.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for item in cx.file.api_services().flat_map(|api| &api.items) {
        let Some(selector) = item.selector else { continue };
        for part in &item.parts {
            let (name, shown) = match part.pattern {
                Pattern::Exact(name) => (name, name.to_owned()),
                Pattern::Below(prefix) => (prefix, format!("{prefix}.*")),
                Pattern::All | Pattern::Empty | Pattern::Bad(_) => continue,
            };
            if selects(cx, item.section, part.pattern) || is_exempt(name, cx) || !is_judged(name, cx) {
                continue;
            }
            let what = if item.section.is_of_methods() { "method" } else { "declaration" };
            let message = format!("`{shown}` selects no {what} of the schema");
            let near = match part.pattern {
                Pattern::Exact(name) => near_method(name, cx),
                _ => Near::default(),
            };
            out.push(unknown(cx, (selector, part.range.clone()), message, near));
        }
    }
}

fn selects(cx: &DeployedContext<'_>, section: Section, pattern: Pattern<'_>) -> bool {
    let services = &cx.deployment.services;
    let names = services.names();
    match pattern {
        Pattern::Exact(name) => {
            services.method(name).is_some()
                || !section.is_of_methods() && (services.find(name).is_some() || names.has(name))
        }
        Pattern::Below(prefix) => {
            let service = services.find(prefix);
            service.is_some_and(|service| service.view.methods().len() > 0)
                || !services.below(prefix).is_empty()
                || names.has(prefix)
        }
        Pattern::All | Pattern::Empty | Pattern::Bad(_) => true,
    }
}
