//! HTTP bindings of RPCs that take a stream.

use crate::context::{FileContext, Findings};
use crate::google::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "GRPC_HTTP_ON_CLIENT_STREAM",
    wing: Wing::Grpc,
    categories: &["DEFAULT", "DEPLOYMENT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("http_on_client_stream.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for rpc in cx.file.methods().filter(|rpc| rpc.input_type().is_stream) {
        let bindings = http::bindings(rpc);
        let Some(first) = bindings.first() else { continue };
        let place = first.path.map_or(first.place, |path| path.place());
        let message =
            format!("RPC `{}` takes a stream of requests, but an HTTP call carries one", rpc.name());
        out.push(cx.finding(place, message).help("remove the binding, or add an RPC that takes one request"));
    }
}
