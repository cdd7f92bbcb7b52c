//! Resource ids that callers could set.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0122_RESOURCE_ID_OUTPUT_ONLY,
    "core::0122::resource-id-output-only",
    "resource_id_output_only.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field.name() != "uid" && !field.name().ends_with("_id") {
        return;
    }
    let Some(resource) = field.message().and_then(|message| cx.resource(message)) else { return };
    if field.name() == "uid" || field.name() == format!("{}_id", snake(resource.noun())) {
        fields::output_only(cx, field);
    }
}
