//! Resources without a string as their name.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::{MessageView, Scalar};

crate::aip::row!(
    AIP_0123_RESOURCE_NAME_FIELD,
    "core::0123::resource-name-field",
    "resource_name_field.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    if let Some(resource) = cx.resource(message) {
        fields::present(cx, message, resource.name_field(), Scalar::String);
    }
}
