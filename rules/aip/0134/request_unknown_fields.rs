//! Requests of Update methods with fields of their own.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0134_REQUEST_UNKNOWN_FIELDS,
    "core::0134::request-unknown-fields",
    "request_unknown_fields.md",
    Requests(Kind::Update, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let resource = snake(Kind::Update.noun_of_request(request.name()));
    for field in request.fields().filter(|field| !field.name().ends_with("_view")) {
        fields::known(
            cx,
            field,
            &[&resource, "allow_missing", "request_id", "update_mask", "validate_only", "view"],
        );
    }
}
