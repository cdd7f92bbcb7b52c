//! Services beside the configuration that it does not list.

use super::naming::listed;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::edit;
use rustc_hash::FxHashSet;

pub static RULE: Room = Room {
    id: "ENDPOINTS_SERVICE_NOT_LISTED",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("service_not_listed.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for api in cx.file.api_services() {
        let names: FxHashSet<&str> = api.apis.iter().filter_map(|node| node.text()).collect();
        let packages: FxHashSet<&str> =
            listed(api, cx).iter().map(|(_, service)| service.package()).collect();
        let Some(apis) = api.root.entry("apis") else { continue };
        for service in cx.deployment.services.in_folder(cx.file.folder()) {
            if names.contains(&*service.name) || !packages.contains(service.package()) {
                continue;
            }
            let message = format!("`apis` does not list the service `{}` of the same package", service.name);
            let last = apis.value.items().last();
            let add = |last| {
                cx.try_edit(|file| edit::insert_item_after(file, last, &format!("name: {}", service.name)))
            };
            let fix = cx.fix("list the service", Safety::Safe, last.and_then(add));
            out.push(
                cx.finding(apis.key_span, message).label(service.view.name_place(), "the service").fix(fix),
            );
        }
    }
}
