//! Policies with two rules of one name.

use super::parts::of_grpc;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::authz_policy::value;
use crate::deployment::references::set_text;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Node;
use rustc_hash::FxHashMap;

pub static RULE: Room = Room {
    id: "AUTHZ_DUPLICATE_RULE_NAME",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("duplicate_rule_name.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for access in of_grpc(cx.file.accesses()) {
        check_list(value(access.root, "deny_rules"), "so the methods of the first one stay allowed", cx, out);
        check_list(value(access.root, "allow_rules"), "so the first one allows nothing", cx, out);
    }
}

fn check_list(list: Option<&Node>, effect: &str, cx: &DeployedContext<'_>, out: &mut Findings) {
    let rules = list.map_or(&[][..], Node::items);
    let names = rules.iter().filter_map(|rule| value(rule, "name"));
    let mut seen: FxHashMap<&str, &Node> = FxHashMap::default();
    let mut repeated = Vec::new();
    for node in names {
        let Some(name) = node.text().filter(|name| !name.is_empty()) else { continue };
        match seen.get(name) {
            Some(first) => repeated.push((node, name, *first)),
            None => _ = seen.insert(name, node),
        }
    }
    let mut taken = 1;
    for (node, name, first) in repeated {
        // Counts on, so that many rules of one name cost no more than their number.
        let free = (taken + 1..).find(|number| !seen.contains_key(&*format!("{name}-{number}")));
        taken = free.unwrap_or(taken);
        let new = format!("{name}-{taken}");
        let finding = cx.finding(
            node.span,
            format!("a second rule has the name `{name}` and replaces the first, {effect}"),
        );
        let fix = set_text(format!("rename to `{new}`"), node, &new, cx);
        let finding = finding.help("give each rule of a list its own name").fix(fix);
        out.push(finding.label(cx.place(first.span), "the first rule is here"));
    }
}
