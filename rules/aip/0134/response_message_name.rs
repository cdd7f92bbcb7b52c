//! Update methods that do not return their resource.

use crate::aip::checks::methods;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0134_RESPONSE_MESSAGE_NAME,
    "core::0134::response-message-name",
    "response_message_name.md",
    Methods(Kind::Update, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let (Some(response), want) = (cx.response(rpc), Kind::Update.noun(rpc.name())) else { return };
    if response.name() != want {
        methods::tell_response(cx, rpc, response, want, methods::output_place(rpc));
    }
}
