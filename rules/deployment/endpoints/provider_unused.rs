//! Providers of authentication that no rule requires.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::{Section, field};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use rustc_hash::FxHashSet;

pub static RULE: Room = Room {
    id: "ENDPOINTS_PROVIDER_UNUSED",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("provider_unused.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for api in cx.file.api_services() {
        let rules = api.rules(Section::Authentication).filter_map(|item| field(item.node, "requirements"));
        let ids = rules.flat_map(|list| list.items()).filter_map(|item| field(item, "provider_id")?.text());
        let used: FxHashSet<&str> = ids.collect();
        for node in api.providers.iter().filter_map(|provider| provider.id) {
            if let Some(id) = node.text().filter(|id| !used.contains(id)) {
                out.push(cx.finding(node.span, format!("no rule requires the provider `{id}`")));
            }
        }
    }
}
