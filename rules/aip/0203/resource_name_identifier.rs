//! Names of resources that are not marked as identifiers.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::google::field_behavior::Behavior;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0203_RESOURCE_NAME_IDENTIFIER,
    "core::0203::resource-name-identifier",
    "resource_name_identifier.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.resource(message) else { return };
    if let Some(field) = message.field_named(resource.name_field()) {
        fields::behavior(cx, field, Behavior::Identifier, "IDENTIFIER");
    }
}
