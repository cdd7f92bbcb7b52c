//! Requests of BatchDelete methods without a string `parent`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::{MessageView, Scalar};

crate::aip::row!(
    AIP_0235_REQUEST_PARENT_FIELD,
    "core::0235::request-parent-field",
    "request_parent_field.md",
    Requests(Kind::BatchDelete, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let noun = cx.derive(Kind::BatchDelete.noun_of_request(request.name()));
    let resource = cx.find_message(&noun);
    if resource.is_none_or(|message| cx.has_parent(message)) {
        fields::present(cx, request, "parent", Scalar::String);
    }
}
