//! Methods that no authentication rule selects.

use super::naming::{Selected, listed};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::Section;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::edit;

pub static RULE: Room = Room {
    id: "ENDPOINTS_METHOD_WITHOUT_AUTH",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("method_without_auth.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for api in cx.file.api_services() {
        let mut selected = Selected::default();
        let rules = api.rules(Section::Authentication).flat_map(|item| &item.parts);
        let count = rules.map(|part| selected.add(part.pattern)).count();
        if count == 0 {
            continue;
        }
        for (node, service) in listed(api, cx) {
            for method in service.view.methods() {
                let name = format!("{}.{}", service.name, method.name());
                if selected.has(&name) {
                    continue;
                }
                let message =
                    format!("no rule of `authentication.rules` selects the method `{}`", method.name());
                let last = api.rules(Section::Authentication).last().map(|item| item.node);
                let add = |last| {
                    cx.try_edit(|file| edit::insert_item_after(file, last, &format!("selector: {name}")))
                };
                let fix = cx.fix(
                    format!("add a rule for `{}`, which needs scopes or providers", method.name()),
                    Safety::Unsafe,
                    last.and_then(add),
                );
                out.push(
                    cx.finding(node.span, message)
                        .label(method.name_place(), "the method")
                        .help("add it to the selector of a rule")
                        .fix(fix),
                );
            }
        }
    }
}
