//! Standard fields of resources that callers could set.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0148_FIELD_BEHAVIOR, "core::0148::field-behavior", "field_behavior.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let is_resource = |message| cx.resource(message).is_some();
    if matches!(field.name(), "create_time" | "delete_time" | "uid" | "update_time")
        && field.message().is_some_and(is_resource)
    {
        fields::output_only(cx, field);
    }
}
