//! Methods that change data and can be called by anyone.

use super::naming::{listed, place};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::{Pattern, Section, field};
use crate::google::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::MethodView;

pub static RULE: Room = Room {
    id: "ENDPOINTS_UNAUTHENTICATED_WRITE",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("unauthenticated_write.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for api in cx.file.api_services() {
        let listed = listed(api, cx);
        for item in api.rules(Section::Authentication) {
            let (Some(allowed), Some(selector)) =
                (field(item.node, "allow_without_credential"), item.selector)
            else {
                continue;
            };
            if allowed.flag() != Some(true) {
                continue;
            }
            for part in &item.parts {
                let found = match part.pattern {
                    Pattern::Exact(name) => {
                        cx.deployment.services.method(name).filter(|method| is_write(*method))
                    }
                    pattern => {
                        let methods = listed.iter().flat_map(|(_, service)| {
                            let full = |method: MethodView<'_>| format!("{}.{}", service.name, method.name());
                            service.view.methods().filter(move |method| pattern.selects(&full(*method)))
                        });
                        methods.take(MOST_METHODS).find(|method| is_write(*method))
                    }
                };
                let Some(method) = found else { continue };
                let message = format!("anyone can call `{}`, which changes data", method.name());
                let finding =
                    cx.finding(place(cx, selector, part), message).label(method.name_place(), "the method");
                out.push(finding.help("require credentials for methods that change data"));
            }
        }
    }
}

/// Number of methods that one selector is tried on.
const MOST_METHODS: usize = 1_000;

/// Returns whether a method changes data: by its HTTP verb, or else by its name.
fn is_write(method: MethodView<'_>) -> bool {
    const READS: &[&str] =
        &["Get", "List", "BatchGet", "Search", "Query", "Watch", "Check", "Read", "Lookup", "Count"];
    let bindings = http::bindings(method);
    match bindings.first() {
        Some(binding) => binding.verb != "GET",
        None => !READS.iter().any(|verb| method.name().starts_with(verb)),
    }
}
