//! Declarative resources without a flag `reconciling`.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::{MessageView, Scalar};

crate::aip::row!(
    AIP_0128_RESOURCE_RECONCILING_FIELD,
    "core::0128::resource-reconciling-field",
    "resource_reconciling_field.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    if cx.is_declarative_message(message) {
        fields::present(cx, message, "reconciling", Scalar::Bool);
    }
}
