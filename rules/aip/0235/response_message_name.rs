//! BatchDelete methods that return something unusual.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0235_RESPONSE_MESSAGE_NAME,
    "core::0235::response-message-name",
    "response_message_name.md",
    Methods(Kind::BatchDelete, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let Some(output) = rpc.output else { return };
    let want = format!("{}Response", rpc.name());
    if !rpc.is_lro() {
        if output.full_name() != methods::EMPTY && output.name() != want {
            methods::tell_response(cx, rpc, output, methods::EMPTY, methods::output_place(rpc));
        }
        return;
    }
    let result = methods::result_name(cx, rpc);
    if !result.is_empty() && !methods::results_in_nothing(rpc) && result != want {
        methods::tell_result(cx, rpc, methods::EMPTY, methods::output_place(rpc));
    }
}
