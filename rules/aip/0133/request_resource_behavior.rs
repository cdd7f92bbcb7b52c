//! Requests of Create methods with a resource that is optional.

use crate::aip::checks::{creates, fields};
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0133_REQUEST_RESOURCE_BEHAVIOR,
    "core::0133::request-resource-behavior",
    "request_resource_behavior.md",
    RequestFields(Kind::Create, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let Some(request) = field.message() else { return };
    if field.message_type().is_some_and(|message| message.name() == creates::noun_of_request(request)) {
        fields::required(cx, field);
    }
}
