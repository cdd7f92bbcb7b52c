//! Methods without an HTTP route, or streams of both sides with one.

use crate::aip::checks::http;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0127_HTTP_ANNOTATION,
    "core::0127::http-annotation",
    "http_annotation.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let streams = rpc.view.input_type().is_stream && rpc.view.output_type().is_stream;
    match (rpc.routes().is_empty(), streams) {
        (false, true) => {
            let message = format!("RPC `{}` streams both ways and should have no HTTP route", rpc.name());
            http::report(cx, rpc, message);
        }
        (true, false) => {
            let message = format!("RPC `{}` should have an HTTP route", rpc.name());
            cx.report(rpc.view, rpc.view.located(), message).help("add the option `google.api.http`");
        }
        _ => {}
    }
}
