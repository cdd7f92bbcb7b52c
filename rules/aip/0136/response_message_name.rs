//! Custom methods whose response is not named after them.

use crate::aip::checks::{methods, resources};
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0136_RESPONSE_MESSAGE_NAME,
    "core::0136::response-message-name",
    "response_message_name.md",
    Methods(Kind::Custom, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let Some(response) = cx.response(rpc) else { return };
    let is_policy = rpc.name() == "SetIamPolicy" && response.full_name() == "google.iam.v1.Policy";
    let want = format!("{}Response", rpc.name());
    if response.name() != want && !is_policy && !is_subject(cx, rpc, response) {
        methods::tell_response(cx, rpc, response, &want, methods::response_place(rpc));
    }
}

/// Returns whether the request names the resource that is returned.
fn is_subject<'s>(cx: &Cx<'_, 's>, rpc: &Rpc<'s>, response: MessageView<'s>) -> bool {
    let (Some(resource), Some(request)) = (cx.resource(response), rpc.input) else { return false };
    let refers =
        |field| request.field_named(field).and_then(resources::refers).map_or("", |refers| refers.ty());
    let named = match refers("name") {
        "" => refers(resource.singular()),
        ty => ty,
    };
    named == resource.ty()
}
