//! Authentication rules that require an unknown provider.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::{Section, field};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::near::nearest;
use rustc_hash::FxHashSet;

pub static RULE: Room = Room {
    id: "ENDPOINTS_PROVIDER_UNKNOWN",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("provider_unknown.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for api in cx.file.api_services() {
        let ids: Vec<&str> = api.providers.iter().filter_map(|provider| provider.id?.text()).collect();
        let known: FxHashSet<&str> = ids.iter().copied().collect();
        let rules = api.rules(Section::Authentication).filter_map(|item| field(item.node, "requirements"));
        for node in rules.flat_map(|list| list.items()).filter_map(|item| field(item, "provider_id")) {
            let Some(id) = node.text().filter(|id| !known.contains(id)) else { continue };
            let message = format!("`authentication.providers` has no provider with the id `{id}`");
            let help = match nearest(id, ids.iter().copied().take(MOST_PROVIDERS)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "declare the provider below `authentication.providers`".to_owned(),
            };
            out.push(cx.finding(node.span, message).help(help));
        }
    }
}

/// Number of ids that an unknown one is compared with.
const MOST_PROVIDERS: usize = 20;
