//! Flags `reconciling` that callers could set.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0128_RESOURCE_RECONCILING_BEHAVIOR,
    "core::0128::resource-reconciling-behavior",
    "resource_reconciling_behavior.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let is_meant = |message| cx.is_declarative_message(message);
    if field.name() == "reconciling" && field.message().is_some_and(is_meant) {
        fields::output_only(cx, field);
    }
}
