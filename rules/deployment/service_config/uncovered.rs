//! Services and methods that no entry of a service config is for.

use crate::context::Findings;
use crate::deployed::{DeployedContext, Service, ServiceConfig, Services};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Safety, Severity};
use protune_data::{Node, edit};
use rustc_hash::{FxHashMap, FxHashSet};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_UNCOVERED",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("uncovered.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs().filter(|config| !config.methods.is_empty()) {
        let named = Named::new(config);
        if named.has_default {
            continue;
        }
        let Some(place) = config.root.entry("methodConfig") else { continue };
        // A name that is unknown may be meant for what seems to lack an entry.
        let is_known = named.are_all_in(&cx.deployment.services);
        for service in cx.deployment.services.in_folder(cx.file.folder()) {
            let finding = |what: String, name: String| -> Diagnostic {
                let message = format!("no entry is for the {what}");
                let last = config.methods.last().map(|entry| entry.node).filter(|_| is_known);
                let add = |last: &Node| {
                    cx.try_edit(|file| {
                        edit::insert_item_after(file, last, &format!("{{\"name\": [{name}]}}"))
                    })
                };
                let fix = cx.fix("add an entry without settings", Safety::Safe, last.and_then(add));
                cx.finding(place.key_span, message).label(service.view.name_place(), "the service").fix(fix)
            };
            let full = &*service.name;
            match named.services.get(full) {
                None => {
                    let name = format!("{{\"service\": \"{full}\"}}");
                    out.push(finding(format!("service `{full}`"), name));
                }
                Some(methods) => out.extend(missing(service, methods).map(|method| {
                    let name = format!("{{\"service\": \"{full}\", \"method\": \"{method}\"}}");
                    finding(format!("method `{full}/{method}`"), name)
                })),
            }
        }
    }
}

/// Names of methods that are not named, if only some methods of the service are.
fn missing<'a>(
    service: &'a Service<'_>,
    named: &'a Option<FxHashSet<&str>>,
) -> impl Iterator<Item = &'a str> {
    let methods = service.view.methods().map(|method| method.name());
    methods.filter(move |method| named.as_ref().is_some_and(|named| !named.contains(method)))
}

/// Names of a config.
struct Named<'d> {
    has_default: bool,
    /// Methods by their services; `None` if the service as a whole is named.
    services: FxHashMap<&'d str, Option<FxHashSet<&'d str>>>,
}

impl<'d> Named<'d> {
    fn are_all_in(&self, services: &Services<'_>) -> bool {
        self.services.iter().all(|(service, methods)| {
            services.find(service).is_some_and(|service| {
                let mut methods = methods.iter().flatten();
                methods.all(|method| service.method(method).is_some())
            })
        })
    }

    fn new(config: &ServiceConfig<'d>) -> Named<'d> {
        let mut named = Named { has_default: false, services: FxHashMap::default() };
        for (_, name) in config.names() {
            let text = |node: Option<&'d Node>| node.and_then(|node| node.text());
            let Some(service) = text(name.service) else {
                named.has_default |= name.method.is_none();
                continue;
            };
            let methods = named.services.entry(service).or_insert_with(|| Some(FxHashSet::default()));
            match (text(name.method), methods) {
                (Some(method), Some(methods)) => drop(methods.insert(method)),
                (None, methods) => *methods = None,
                (Some(_), None) => {}
            }
        }
        named
    }
}
