//! Names in configurations of APIs, as the schema knows them.

use crate::context::Findings;
use crate::deployed::endpoints::{Part, Pattern, Section};
use crate::deployed::{ApiService, DeployedContext, Near, Services, near};
use protune_compiler::diagnostic::{Diagnostic, Safety};
use protune_data::{Node, Span, edit};
use std::ops::Range;

/// Returns whether the schema shows that a name exists or not: it has the package that the name would be in, or files in
/// the folder of the configuration.
pub(super) fn is_judged(name: &str, cx: &DeployedContext<'_>) -> bool {
    let services = &cx.deployment.services;
    let outer = |name: &'_ str| name.rsplit_once('.').map_or("", |(outer, _)| outer).len();
    let package = &name[..outer(name)];
    services.has_package(package)
        || services.has_package(&package[..outer(package)])
        || services.names().has_package(name)
        || services.has_schema_in(cx.file.folder())
}

/// Returns whether a name need not be in the schema: a server brings it along, or a program fills it in.
pub(super) fn is_exempt(name: &str, cx: &DeployedContext<'_>) -> bool {
    cx.deployment.services.is_of_brought(name) || name.contains(['<', '$', '{'])
}

/// A finding about a name that the schema lacks: a part of a value.
pub(super) fn unknown(
    cx: &DeployedContext<'_>,
    (node, range): (&Node, Range<usize>),
    message: String,
    near: Near,
) -> Diagnostic {
    let span = cx.file.data.within(node, range.clone());
    let fix = near.only().and_then(|near| {
        let edit = cx.try_edit(|file| edit::set_part(file, node, range, near));
        cx.fix(format!("write `{near}`"), Safety::Safe, edit)
    });
    let finding = cx.finding(span, message).fix(fix);
    match near.question() {
        Some(question) => finding.help(question),
        None => finding,
    }
}

/// Place of a part of a selector.
pub(super) fn place(cx: &DeployedContext<'_>, selector: &Node, part: &Part<'_>) -> Span {
    match part.range.is_empty() {
        true => selector.span,
        false => cx.file.data.within(selector, part.range.clone()),
    }
}

/// Services that the configuration lists, without those that servers bring along.
pub(super) fn listed<'a, 's>(
    api: &ApiService<'a>,
    cx: &'s DeployedContext<'_>,
) -> Vec<(&'a Node, &'s crate::deployed::Service<'s>)> {
    let found = api.apis.iter().filter_map(|&node| {
        let name = node.text().filter(|name| !Services::is_brought(name))?;
        Some((node, cx.deployment.services.find(name)?))
    });
    found.collect()
}

/// Reports methods of listed services that no rule of a section selects, if the section has rules. `rule` describes the rule
/// that the fix adds.
pub(super) fn unselected(
    cx: &DeployedContext<'_>,
    section: Section,
    (rule, safety): (&str, Safety),
    out: &mut Findings,
) {
    for api in cx.file.api_services() {
        let mut selected = Selected::default();
        let rules = api.rules(section).flat_map(|item| &item.parts);
        if rules.map(|part| selected.add(part.pattern)).count() == 0 {
            continue;
        }
        let last = api.rules(section).last().map(|item| item.node);
        for (node, service) in listed(api, cx) {
            for method in service.view.methods() {
                let name = format!("{}.{}", service.name, method.name());
                if selected.has(&name) {
                    continue;
                }
                let message =
                    format!("no rule of `{}` selects the method `{}`", section.name(), method.name());
                let add = |last| {
                    cx.try_edit(|file| edit::insert_item_after(file, last, &format!("selector: {name}")))
                };
                let title = format!("add a rule for `{}`{rule}", method.name());
                let finding = cx.finding(node.span, message).label(method.name_place(), "the method");
                let finding = finding.help("add it to the selector of a rule");
                out.push(finding.fix(cx.fix(title, safety, last.and_then(add))));
            }
        }
    }
}

/// Names that a set of patterns selects, without comparing each name with each pattern.
#[derive(Default)]
pub(super) struct Selected<'d> {
    all: bool,
    exact: rustc_hash::FxHashSet<&'d str>,
    below: rustc_hash::FxHashSet<&'d str>,
}

impl<'d> Selected<'d> {
    pub(super) fn add(&mut self, pattern: Pattern<'d>) {
        match pattern {
            Pattern::All => self.all = true,
            Pattern::Exact(name) => drop(self.exact.insert(name)),
            Pattern::Below(prefix) => drop(self.below.insert(prefix)),
            Pattern::Empty | Pattern::Bad(_) => {}
        }
    }

    /// Returns whether some pattern selects a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.all || self.exact.contains(name) || self.has_around(name)
    }

    /// Returns whether the patterns select all that one selects.
    pub(super) fn has_all_of(&self, pattern: Pattern<'_>) -> bool {
        match pattern {
            Pattern::All => self.all,
            Pattern::Exact(name) => self.has(name),
            Pattern::Below(prefix) => self.all || self.below.contains(prefix) || self.has_around(prefix),
            Pattern::Empty | Pattern::Bad(_) => false,
        }
    }

    fn has_around(&self, name: &str) -> bool {
        if self.below.is_empty() {
            return false;
        }
        let mut outer = name;
        while let Some((rest, _)) = outer.rsplit_once('.') {
            if self.below.contains(rest) {
                return true;
            }
            outer = rest;
        }
        false
    }
}

/// Methods that an unknown selector may mean.
pub(super) fn near_method(name: &str, cx: &DeployedContext<'_>) -> Near {
    let Some((service, method)) = name.rsplit_once('.') else { return Near::default() };
    match cx.deployment.services.find(service) {
        Some(known) => cx.search(|_| near::methods(method, known).within(service)),
        None => {
            let search =
                |services: &Services<'_>| near::services(service, &[method], cx.file.folder(), services);
            cx.search(search).with_member(method)
        }
    }
}
