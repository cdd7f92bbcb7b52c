//! Requests of Delete methods with fields of their own.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0135_REQUEST_UNKNOWN_FIELDS,
    "core::0135::request-unknown-fields",
    "request_unknown_fields.md",
    Requests(Kind::Delete, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    for field in request.fields().filter(|field| !field.name().ends_with("_view")) {
        fields::known(
            cx,
            field,
            &["name", "force", "allow_missing", "etag", "request_id", "validate_only", "view"],
        );
    }
}
