//! Create methods that do not return their resource.

use crate::aip::checks::{creates, methods};
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0133_RESPONSE_MESSAGE_NAME,
    "core::0133::response-message-name",
    "response_message_name.md",
    Methods(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let (Some(response), want) = (cx.response(rpc), creates::noun_of_method(rpc)) else { return };
    if response.name() != want {
        methods::tell_response(cx, rpc, response, want, methods::output_place(rpc));
    }
}
