//! Fields `etag` that are not a string.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::{FieldView, Scalar};

crate::aip::row!(AIP_0154_FIELD_TYPE, "core::0154::field-type", "field_type.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field.name() == "etag" {
        fields::singular(cx, field, Scalar::String);
    }
}
