//! Requests of List methods with fields of other types.

use crate::aip::checks::fields;
use crate::aip::kinds::Kind;
use crate::aip::visit::Cx;
use protune_compiler::schema::{FieldView, Scalar};

crate::aip::row!(
    AIP_0132_REQUEST_FIELD_TYPES,
    "core::0132::request-field-types",
    "request_field_types.md",
    RequestFields(Kind::List, check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    match field.name() {
        "filter" | "order_by" => fields::singular(cx, field, Scalar::String),
        "show_deleted" => fields::singular(cx, field, Scalar::Bool),
        _ => {}
    }
}
