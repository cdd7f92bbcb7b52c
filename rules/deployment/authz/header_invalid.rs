//! Policies with conditions on headers that gRPC servers refuse.

use super::parts::of_grpc;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::authz_policy::value;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::{Kind, Node};

pub static RULE: Room = Room {
    id: "AUTHZ_HEADER_INVALID",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("header_invalid.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Headers of a connection, or that gRPC itself uses.
const REFUSED: &[&str] = &[
    "connection",
    "host",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for access in of_grpc(cx.file.accesses()) {
        let lists = ["deny_rules", "allow_rules"].into_iter().filter_map(|key| value(access.root, key));
        let headers =
            lists.flat_map(Node::items).filter_map(|rule| value(value(rule, "request")?, "headers"));
        headers.flat_map(Node::items).for_each(|header| check_header(header, cx, out));
    }
}

fn check_header(header: &Node, cx: &DeployedContext<'_>, out: &mut Findings) {
    if !matches!(header.kind(), Kind::Table | Kind::Null) {
        return;
    }
    match value(header, "key") {
        None => {
            let finding = cx.finding(header.span, "the header has no `key`");
            out.push(finding.help("add the name of the header as `key`"));
        }
        Some(key) => check_key(key, cx, out),
    }
    let values = value(header, "values");
    if values.is_none_or(|values| values.kind() == Kind::List && values.items().is_empty()) {
        let place = header.entry("values").map_or(header.span, |entry| entry.value.span);
        let finding = cx.finding(place, "the header has no `values`");
        out.push(finding.help("add `values` with the accepted values, or `[\"*\"]` for any"));
    }
}

fn check_key(key: &Node, cx: &DeployedContext<'_>, out: &mut Findings) {
    let Some(name) = key.text() else { return };
    if name.is_empty() {
        let finding = cx.finding(key.span, "the header has an empty `key`");
        out.push(finding.help("write the name of the header"));
        return;
    }
    let lower = name.to_ascii_lowercase();
    if lower.starts_with(':') || lower.starts_with("grpc-") || REFUSED.contains(&&*lower) {
        let finding = cx.finding(key.span, format!("gRPC servers refuse conditions on the header `{name}`"));
        out.push(finding.help("use another header, or `paths` and `principals`"));
    }
}
