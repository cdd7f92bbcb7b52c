//! Delete methods that return neither nothing nor the resource.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0135_RESPONSE_MESSAGE_NAME,
    "core::0135::response-message-name",
    "response_message_name.md",
    Methods(Kind::Delete, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let (Some(output), noun) = (rpc.output, Kind::Delete.noun(rpc.name())) else { return };
    let result = methods::result_name(cx, rpc);
    if !rpc.is_lro() {
        if output.name() != noun && output.full_name() != methods::EMPTY {
            methods::tell_response(cx, rpc, output, methods::EMPTY, methods::output_place(rpc));
        }
    } else if !result.is_empty() && result != noun && !methods::results_in_nothing(rpc) {
        methods::tell_result(cx, rpc, methods::EMPTY, methods::response_place(rpc));
    }
}
