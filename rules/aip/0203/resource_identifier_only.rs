//! Fields marked as identifiers that are not the name.

use crate::aip::checks::fields;
use crate::aip::fixes;
use crate::aip::visit::Cx;
use crate::google::field_behavior::Behavior;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0203_RESOURCE_IDENTIFIER_ONLY,
    "core::0203::resource-identifier-only",
    "resource_identifier_only.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if !fields::has(field, Behavior::Identifier) {
        return;
    }
    let resource = field.message().and_then(|message| cx.resource(message));
    if resource.is_none_or(|resource| resource.name_field() != field.name()) {
        let message = format!("field `{}` is not the name of a resource, and so no identifier", field.name());
        cx.report(field, field.located(), message).fix(|| fixes::misbehave(field, Behavior::Identifier));
    }
}
