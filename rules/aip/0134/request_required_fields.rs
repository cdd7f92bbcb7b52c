//! Requests of Update methods that require other fields.

use crate::aip::checks::fields;
use crate::aip::facts::Rpc;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use crate::google::field_behavior::Behavior;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0134_REQUEST_REQUIRED_FIELDS,
    "core::0134::request-required-fields",
    "request_required_fields.md",
    Across(Kind::Update, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, rpc: &Rpc<'s>) {
    let (Some(request), Some(response)) = (rpc.input, cx.response(rpc)) else { return };
    let required = request.fields().filter(|field| fields::has(*field, Behavior::Required));
    let is_allowed = |field: &FieldView<'_>| {
        let is_resource = field.message_type().is_some_and(|message| message.name() == response.name());
        is_resource || field.name() == "update_mask"
    };
    for field in required.filter(|field| !is_allowed(field)) {
        fields::needless(cx, field);
    }
}
