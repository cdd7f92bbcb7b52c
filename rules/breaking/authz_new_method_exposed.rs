//! New RPCs that a policy allows without naming them.

use crate::context::Findings;
use crate::deployed::{Access, AccessRule, DeployedChangeContext, Effect, Ref};
use crate::listing::listed;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Contracts, Diagnostic, Severity};

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
            match &rule.paths {
                None => out.extend(finding(cx, access, rule, None)),
                Some(paths) => {
                    let wide = paths.iter().filter(|path| !path.pattern.is_exact());
                    out.extend(wide.filter_map(|path| finding(cx, access, rule, Some(path))));
                }
            }
        }
    }
}

/// A finding about the new methods that a rule allows by one of its paths, or without any, and that nothing denies.
fn finding(
    cx: &DeployedChangeContext<'_>,
    access: &Access<'_>,
    rule: &AccessRule<'_>,
    path: Option<&Ref<'_>>,
) -> Option<Diagnostic> {
    let is_denied = |method: &str| access.rules_that(Effect::Deny).any(|deny| deny.matches(method));
    let is_allowed =
        |method: &str| path.is_none_or(|path| path.pattern.matches(method)) && rule.matches(method);
    let methods = cx.of_file.deployment.services.methods().iter().map(|method| &*method.path);
    let exposed: Vec<&str> = methods
        .filter(|method| cx.change.is_added(method) && is_allowed(method) && !is_denied(method))
        .collect();
    let names = listed(&exposed, None, "and");
    let message = match exposed.len() {
        0 => return None,
        1 => format!("{names} is new, and this rule allows it"),
        _ => format!("{names} are new, and this rule allows them"),
    };
    let help = format!("deny `{}`, or name the methods that are allowed", exposed[0]);
    let node = path.map_or(rule.node, |path| path.node);
    Some(cx.of_file.finding(node.span, message).help(help).contracts(Contracts::SAFE))
}
