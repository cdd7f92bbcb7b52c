//! Resources that contain another resource.

use crate::aip::checks::fields;
use crate::aip::fixes;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0122_EMBEDDED_RESOURCE,
    "core::0122::embedded-resource",
    "embedded_resource.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let facts = **cx;
    let (Some(holder), Some(embedded)) = (field.message(), fields::message_of(field)) else { return };
    let (Some(outer), Some(inner)) = (cx.resource(holder), cx.resource(embedded)) else { return };
    let is_revision = holder.name().ends_with("Revision")
        && !inner.type_name().is_empty()
        && outer.type_name().strip_suffix("Revision") == Some(inner.type_name());
    if !is_revision {
        let message = format!("field `{}` should refer to a `{}` by name", field.name(), inner.ty());
        cx.report(field, field.located(), message).fix(|| fixes::to_reference(facts, field, inner.ty()));
    }
}
