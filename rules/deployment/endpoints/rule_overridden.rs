//! Rules that later ones replace.

use super::naming::Selected;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::Section;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use rustc_hash::FxHashMap;

pub static RULE: Room = Room {
    id: "ENDPOINTS_RULE_OVERRIDDEN",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("rule_overridden.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for api in cx.file.api_services() {
        let mut later: FxHashMap<Section, Selected<'_>> = FxHashMap::default();
        let mut found = Vec::new();
        for item in api.items.iter().rev().filter(|item| item.section != Section::MethodSettings) {
            let Some(selector) = item.selector else { continue };
            let later = later.entry(item.section).or_default();
            if item.parts.iter().all(|part| later.has_all_of(part.pattern)) {
                let section = item.section.name();
                let message =
                    format!("later rules of `{section}` select all that this one does, and replace it");
                found.push(
                    cx.finding(selector.span, message).help("put the rule behind those that select more"),
                );
            }
            item.parts.iter().for_each(|part| later.add(part.pattern));
        }
        out.extend(found.into_iter().rev());
    }
}
