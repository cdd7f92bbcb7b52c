//! Bodies of GET bindings in configurations.

use super::bound::bindings;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::edit;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_BODY_ON_GET",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("http_body_on_get.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for binding in
        bindings(cx).into_iter().filter(|binding| binding.verb == "GET" && !binding.body().is_empty())
    {
        let Some(node) = binding.body else { continue };
        let message = format!("the GET binding of `{}` should have no body", binding.rpc.name());
        let edit = cx.try_edit(|file| edit::remove(file, node));
        let fix = cx.fix("remove the body, whose fields then come from the query", Safety::Unsafe, edit);
        out.push(cx.finding(node.span, message).help("use POST, or remove the body").fix(fix));
    }
}
