//! Requests of Create methods with fields of their own.

use crate::aip::checks::{creates, fields};
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use protune_compiler::schema::{FieldView, MessageView};

crate::aip::row!(
    AIP_0133_REQUEST_UNKNOWN_FIELDS,
    "core::0133::request-unknown-fields",
    "request_unknown_fields.md",
    Requests(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, request: MessageView<'s>) {
    let noun = creates::noun_of_request(request);
    let id = format!("{}_id", snake(noun));
    let is_resource =
        |field: &FieldView<'_>| field.message_type().is_some_and(|message| message.name() == noun);
    for field in request.fields().filter(|field| !is_resource(field) && !field.name().ends_with("_view")) {
        fields::known(cx, field, &["parent", "request_id", "validate_only", "view", &id]);
    }
}
