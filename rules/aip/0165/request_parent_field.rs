//! Requests of Purge methods without a string `parent`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::{MessageView, Scalar};

crate::aip::row!(
    AIP_0165_REQUEST_PARENT_FIELD,
    "core::0165::request-parent-field",
    "request_parent_field.md",
    Requests(Kind::Purge, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let noun = Kind::Purge.noun_of_request(request.name());
    let listed = cx.listed_in_response(&format!("Purge{noun}Response"), noun);
    let annotation = listed.and_then(|message| cx.annotation(message));
    if !annotation.is_some_and(|resource| resource.patterns().any(|pattern| !pattern.contains('{'))) {
        fields::present(cx, request, "parent", Scalar::String);
    }
}
