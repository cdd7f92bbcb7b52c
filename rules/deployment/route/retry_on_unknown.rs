//! Conditions of retries that no proxy knows.

use crate::context::Findings;
use crate::deployed::{DeployedContext, RouteKind, is_dynamic};
use crate::deployment::references::near_word;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::{Node, Span, edit};
use rustc_hash::FxHashSet;

pub static RULE: Room = Room {
    id: "ROUTE_RETRY_ON_UNKNOWN",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("retry_on_unknown.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Conditions on the status of a call.
const GRPC: &[&str] = &["cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable"];

/// Conditions of Envoy on the response and the connection.
const HTTP: &[&str] = &[
    "5xx",
    "connect-failure",
    "envoy-ratelimited",
    "gateway-error",
    "http3-post-connect-failure",
    "refused-stream",
    "reset",
    "reset-before-request",
    "retriable-4xx",
    "retriable-headers",
    "retriable-status-codes",
];

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let mut seen: FxHashSet<Span> = FxHashSet::default();
    for routes in cx.file.routes() {
        for node in routes.routes.iter().filter_map(|route| route.retry_on) {
            // Routes of a virtual host can share a value, and a route can have many matches.
            if !seen.insert(node.span) {
                continue;
            }
            if node.items().is_empty() {
                check_list(node, routes.kind, cx, out);
            } else {
                node.items().iter().for_each(|item| check_item(item, cx, out));
            }
        }
    }
}

/// Words between commas.
fn check_list(node: &Node, kind: RouteKind, cx: &DeployedContext<'_>, out: &mut Findings) {
    let Some(text) = node.text().filter(|text| !is_dynamic(text)) else { return };
    for part in text.split(',') {
        let word = part.trim();
        // Istio also takes numbers of HTTP status.
        let is_status = kind == RouteKind::VirtualService && word.parse::<u16>().is_ok();
        if word.is_empty() || is_status || GRPC.contains(&word) || HTTP.contains(&word) {
            continue;
        }
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let range = start..start + word.len();
        let near = near_word(word, GRPC.iter().chain(HTTP).copied(), cx);
        let edit = near
            .as_ref()
            .and_then(|near| cx.try_edit(|file| edit::set_part(file, node, range.clone(), near)));
        report(cx.file.data.within(node, range), word, near, edit, cx, out);
    }
}

fn check_item(node: &Node, cx: &DeployedContext<'_>, out: &mut Findings) {
    let Some(word) = node.text().filter(|word| !is_dynamic(word)) else { return };
    if !GRPC.contains(&word) {
        let near = near_word(word, GRPC.iter().copied(), cx);
        let edit = near.as_ref().and_then(|near| cx.try_edit(|file| edit::set_text(file, node, near)));
        report(node.span, word, near, edit, cx, out);
    }
}

fn report(
    place: Span,
    word: &str,
    near: Option<String>,
    edit: Option<edit::Edit>,
    cx: &DeployedContext<'_>,
    out: &mut Findings,
) {
    let finding =
        cx.finding(place, format!("no proxy knows the condition `{word}` of retries, so it has no effect"));
    out.push(match near {
        Some(near) => {
            let fix = cx.fix(format!("write `{near}`"), Safety::Safe, edit);
            finding.help(format!("did you mean `{near}`?")).fix(fix)
        }
        None => finding.help(format!("for the status of calls, use {}", GRPC.join(", "))),
    });
}
