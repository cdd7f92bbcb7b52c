//! Policies of Istio with names of RPCs in place of HTTP methods.

use super::parts::is_grpc;
use crate::context::Findings;
use crate::deployed::{AccessKind, AccessRule, DeployedContext, is_dynamic, is_identifier};
use crate::deployment::references::set_text;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Fix, Safety, Severity};
use protune_data::{Node, edit};

pub static RULE: Room = Room {
    id: "AUTHZ_RPC_IN_METHODS",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("rpc_in_methods.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Methods of HTTP.
const HTTP: &[&str] = &["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let policies = cx.file.accesses().filter(|access| access.kind == AccessKind::Istio);
    for rule in policies.flat_map(|access| &access.rules) {
        for &node in &rule.http_methods {
            let Some(name) = node.text().filter(|name| !is_dynamic(name)) else { continue };
            if HTTP.contains(&name) {
                check_http_method(node, name, rule, cx, out);
            } else if let Some(paths) = paths_of(name, cx) {
                let message = format!(
                    "`{name}` is an RPC, but calls of gRPC have the HTTP method `POST`, so this never matches"
                );
                let fix = move_to_paths(node, &paths, rule, cx);
                let help = format!("move the RPC to `paths`: `{}`", paths[0]);
                out.push(cx.finding(node.span, message).help(help).fix(fix));
            }
        }
    }
}

/// An HTTP method beside paths of gRPC that none of its calls has.
fn check_http_method(
    node: &Node,
    name: &str,
    rule: &AccessRule<'_>,
    cx: &DeployedContext<'_>,
    out: &mut Findings,
) {
    let takes_post =
        rule.http_methods.iter().filter_map(|node| node.text()).any(|it| it == "POST" || it.contains('*'));
    let mut refs = rule.refs().peekable();
    if name == "POST"
        || takes_post
        || refs.peek().is_none()
        || !refs.all(|it| is_grpc(it, &cx.deployment.services))
    {
        return;
    }
    let message = format!("calls of gRPC have the HTTP method `POST`, so a rule for `{name}` never matches");
    let fix = set_text("write `POST`", node, "POST", cx);
    out.push(cx.finding(node.span, message).help("write `POST`, or remove `methods`").fix(fix));
}

/// The paths that an RPC in place of an HTTP method can mean.
fn paths_of(name: &str, cx: &DeployedContext<'_>) -> Option<Vec<String>> {
    let services = &cx.deployment.services;
    if name.contains('/') {
        let path = if name.starts_with('/') { name.to_owned() } else { format!("/{name}") };
        return services.is_grpc_path(&path).then(|| vec![path]);
    }
    // The names of HTTP methods are in upper case, and no schema can change that.
    if !is_identifier(name) {
        return None;
    }
    let paths: Vec<String> =
        services.methods().iter().filter(|it| it.name() == name).map(|it| it.path.to_string()).collect();
    (!paths.is_empty()).then_some(paths)
}

/// The fix that makes a list of one RPC a list of one path.
fn move_to_paths(
    node: &Node,
    paths: &[String],
    rule: &AccessRule<'_>,
    cx: &DeployedContext<'_>,
) -> Option<Fix> {
    let ([path], [_]) = (paths, &rule.http_methods[..]) else { return None };
    let methods = rule.node.entry("methods").filter(|_| rule.list.is_none())?;
    let key = cx.try_edit(|file| edit::rename_key(file, methods, "paths"))?;
    let name = cx.try_edit(|file| edit::set_text(file, node, path))?;
    let edits = vec![(key.span, key.text), (name.span, name.text)];
    Some(cx.fix_parts(format!("move it to `paths` as `{path}`"), Safety::Safe, edits))
}
