//! Service configs that name a service or method twice.

use super::refusal::{ALL, refused};
use crate::context::Findings;
use crate::deployed::{DeployedContext, MethodConfig, Name, same};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::{Kind, Node, edit};
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_DUPLICATE_NAME",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("duplicate_name.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        let mut first: FxHashMap<String, (&MethodConfig<'_>, &Name<'_>)> = FxHashMap::default();
        for (entry, name) in config.names() {
            let Some(path) = path(name) else { continue };
            let (before, other) = match first.entry(path) {
                Entry::Vacant(place) => {
                    place.insert((entry, name));
                    continue;
                }
                Entry::Occupied(place) => *place.get(),
            };
            let what = match (name.service, name.method) {
                (Some(service), Some(method)) => {
                    format!("the method `{}/{}`", service.text().unwrap_or(""), method.text().unwrap_or(""))
                }
                (Some(service), None) => format!("the service `{}`", service.text().unwrap_or("")),
                (None, _) => "the default for all services".to_owned(),
            };
            let finding = cx.finding(name.node.span, refused(&format!("the config names {what} twice"), ALL));
            let finding = finding.label(cx.place(other.node.span), "the first time");
            let edit = cx.try_edit(|file| {
                let is_one = std::ptr::eq(before, entry);
                match () {
                    () if !is_one && !have_same_settings(before, entry) => None,
                    () if !is_one && entry.names.len() == 1 => edit::remove(file, entry.node),
                    () => edit::remove(file, name.node),
                }
            });
            let fix = cx.fix("remove the second one, which sets the same", Safety::Safe, edit);
            out.push(finding.help("set everything for it in one entry").fix(fix));
        }
    }
}

/// Path of the methods that a name stands for; `None` if clients refuse it for another reason.
fn path(name: &Name<'_>) -> Option<String> {
    let is_text = |key| name.node.get(key).is_none_or(|node| node.text().is_some());
    if name.node.kind() != Kind::Table || !is_text("service") || !is_text("method") {
        return None;
    }
    let text = |node: Option<&Node>| node.and_then(|node| node.text().map(str::to_owned)).unwrap_or_default();
    (name.service.is_some() || name.method.is_none())
        .then(|| format!("{}/{}", text(name.service), text(name.method)))
}

/// Returns whether two entries differ in nothing but their names.
fn have_same_settings(one: &MethodConfig<'_>, other: &MethodConfig<'_>) -> bool {
    let [mut one, mut other] =
        [one, other].map(|entry| entry.node.entries().iter().filter(|setting| &*setting.key != "name"));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one.key == other.key && same(&one.value, &other.value) => {}
            _ => return false,
        }
    }
}
