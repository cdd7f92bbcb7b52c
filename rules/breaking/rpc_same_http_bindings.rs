//! HTTP bindings of RPCs.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::google::http;
use crate::pair::Both;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RPC_SAME_HTTP_BINDINGS",
    wing: Wing::Breaking,
    categories: &["ANNOTATIONS"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("rpc_same_http_bindings.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.methods {
        let (was, is) = (http::bindings(before), http::bindings(after));
        for gone in was.iter().filter(|binding| !is.contains(binding)) {
            let route = gone.route();
            let how = match is.iter().any(|binding| binding.route() == route) {
                true => "changed its `body` or `response_body`",
                false => "was removed",
            };
            let (name, service) = (after.name(), after.service().name());
            let message = format!("the HTTP binding `{route}` of RPC `{name}` of `{service}` {how}");
            let finding = cx.finding(after.name_place(), message);
            let finding = finding.label(before.name_place(), "it was bound here");
            let advice = "restore the binding, at least among `additional_bindings`";
            out.push(Change::HttpBinding.effects().tell(finding, advice));
        }
    }
}
