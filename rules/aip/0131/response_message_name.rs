//! Get methods that do not return their resource.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0131_RESPONSE_MESSAGE_NAME,
    "core::0131::response-message-name",
    "response_message_name.md",
    Methods(Kind::Get, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let (Some(output), want) = (rpc.output, Kind::Get.noun(rpc.name())) else { return };
    if output.name() != want {
        methods::tell_response(cx, rpc, output, want, methods::output_place(rpc));
    }
}
