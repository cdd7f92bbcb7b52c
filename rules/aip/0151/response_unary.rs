//! Methods that return a stream of operations.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0151_RESPONSE_UNARY,
    "core::0151::response-unary",
    "response_unary.md",
    Methods(Kind::Any, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    if rpc.is_lro() && rpc.view.output_type().is_stream {
        let message = format!("RPC `{}` should return one operation, not a stream", rpc.name());
        cx.report(rpc.view, methods::output_place(rpc), message);
    }
}
