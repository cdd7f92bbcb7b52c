//! Requests of declarative Update methods without `allow_missing`.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::{MessageView, Scalar};

crate::aip::row!(
    AIP_0134_REQUEST_ALLOW_MISSING_FIELD,
    "core::0134::request-allow-missing-field",
    "request_allow_missing_field.md",
    Requests(Kind::Update, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let Some((_, resource)) = cx.declarative_method(request) else { return };
    if cx.annotation(resource).is_some_and(|resource| !resource.is_singleton()) {
        fields::has_singular(cx, request, "allow_missing", Scalar::Bool);
    }
}
