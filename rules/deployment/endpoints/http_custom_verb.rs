//! Custom verbs in configurations that HTTP does not have.

use super::bound::bindings;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENDPOINTS_HTTP_CUSTOM_VERB",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("http_custom_verb.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for binding in bindings(cx).into_iter().filter(|binding| !http::is_method(binding.verb)) {
        if let Some(node) = binding.kind {
            let message =
                format!("the custom kind `{}` should be a method of HTTP in upper case", binding.verb);
            out.push(cx.finding(node.span, message).help("use a method such as `HEAD`"));
        }
    }
}
