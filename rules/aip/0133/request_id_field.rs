//! Requests of Create methods without an id for the resource.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use protune_compiler::schema::{MessageView, Scalar};

crate::aip::row!(
    AIP_0133_REQUEST_ID_FIELD,
    "core::0133::request-id-field",
    "request_id_field.md",
    Requests(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let noun = Kind::Create.noun_of_request(request.name());
    fields::has_singular(cx, request, &format!("{}_id", snake(noun)), Scalar::String);
}
