//! Rules for services that the configuration does not list.

use super::naming::place;
use crate::context::Findings;
use crate::deployed::endpoints::{Pattern, Section};
use crate::deployed::{DeployedContext, Services};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::edit;
use rustc_hash::FxHashSet;

pub static RULE: Room = Room {
    id: "ENDPOINTS_RULE_OUTSIDE_APIS",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("rule_outside_apis.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for api in cx.file.api_services().filter(|api| !api.apis.is_empty()) {
        let listed: FxHashSet<&str> = api.apis.iter().filter_map(|node| node.text()).collect();
        for item in api.items.iter().filter(|item| item.section != Section::Documentation) {
            let Some(selector) = item.selector else { continue };
            for part in &item.parts {
                let Pattern::Exact(name) = part.pattern else { continue };
                let Some((service, _)) = name.rsplit_once('.') else { continue };
                let is_known = cx.deployment.services.method(name).is_some();
                if !is_known || listed.contains(service) || Services::is_brought(service) {
                    continue;
                }
                let message = format!("the rule has no effect: `apis` does not list `{service}`");
                let add = || {
                    let last = api.root.get("apis")?.items().last()?;
                    cx.try_edit(|file| edit::insert_item_after(file, last, &format!("name: {service}")))
                };
                let fix = cx.fix(format!("add `{service}` to `apis`"), Safety::Safe, add());
                out.push(cx.finding(place(cx, selector, part), message).fix(fix));
            }
        }
    }
}
