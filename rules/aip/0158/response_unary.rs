//! Methods that stream pages.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::{self, Kind};
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0158_RESPONSE_UNARY,
    "core::0158::response-unary",
    "response_unary.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let (Some(input), Some(output)) = (rpc.input, rpc.output) else { return };
    if rpc.view.output_type().is_stream && kinds::is_paged(input, output) {
        let message = format!("RPC `{}` should return one page, not a stream", rpc.name());
        cx.report(rpc.view, methods::output_place(rpc), message);
    }
}
