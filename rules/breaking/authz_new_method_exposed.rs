//! New RPCs that a policy allows without naming them.

use crate::context::Findings;
use crate::deployed::{Access, AccessRule, DeployedChangeContext, Effect};
use crate::listing::listed;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Contracts, Severity};
use protune_data::Node;

pub static RULE: Room = Room {
    id: "AUTHZ_NEW_METHOD_EXPOSED",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("authz_new_method_exposed.md"),
    options: &[],
    check: Check::DeployedChange(check),
};

fn check(cx: &DeployedChangeContext<'_>, out: &mut Findings) {
    for access in cx.of_file.file.accesses() {
        for rule in access.rules_that(Effect::Allow) {
            for node in wide(rule) {
                let exposed = exposed(cx, access, rule, node);
                let Some((first, rest)) = exposed.split_first() else { continue };
                let (names, they) =
                    (listed(&exposed, None, "and"), if rest.is_empty() { "it" } else { "them" });
                let message = format!(
                    "{names} {} new, and this rule allows {they}",
                    if rest.is_empty() { "is" } else { "are" }
                );
                let help = format!("deny `{first}`, or name the methods that are allowed");
                out.push(cx.of_file.finding(node.span, message).help(help).contracts(Contracts::SAFE));
            }
        }
    }
}

/// Parts of an allow rule that allow more than they name.
fn wide<'d>(rule: &AccessRule<'d>) -> Vec<&'d Node> {
    match &rule.paths {
        None => vec![rule.node],
        Some(paths) => paths.iter().filter(|path| !path.pattern.is_exact()).map(|path| path.node).collect(),
    }
}

/// The new methods that a part of a rule allows, and nothing denies.
fn exposed<'c>(
    cx: &'c DeployedChangeContext<'_>,
    access: &Access<'_>,
    rule: &AccessRule<'_>,
    node: &Node,
) -> Vec<&'c str> {
    let part = rule.paths.iter().flatten().find(|path| std::ptr::eq(path.node, node));
    let is_denied = |path: &str| access.rules_that(Effect::Deny).any(|deny| deny.matches(path));
    let methods = cx.of_file.deployment.services.methods().iter().map(|method| &*method.path);
    methods
        .filter(|path| cx.change.is_added(path))
        .filter(|path| {
            part.is_none_or(|part| part.pattern.matches(path)) && rule.matches(path) && !is_denied(path)
        })
        .collect()
}
