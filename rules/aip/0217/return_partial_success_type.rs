//! Fields `return_partial_success` that are not a `bool`.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::aip::{fixes, places};
use protune_compiler::schema::{FieldView, Scalar};

crate::aip::row!(
    AIP_0217_RETURN_PARTIAL_SUCCESS_TYPE,
    "core::0217::return-partial-success-type",
    "return_partial_success_type.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field.name() == "return_partial_success" && fields::type_name(field) != "bool" {
        cx.report(field, places::ty(field), "field `return_partial_success` should be a `bool`")
            .fix(|| fixes::retype(field, Scalar::Bool));
    }
}
