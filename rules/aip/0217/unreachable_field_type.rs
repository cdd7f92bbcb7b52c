//! Fields `unreachable` that are not lists of strings.

use crate::aip::checks::fields::{self, is_list};
use crate::aip::places;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0217_UNREACHABLE_FIELD_TYPE,
    "core::0217::unreachable-field-type",
    "unreachable_field_type.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field.name() != "unreachable" {
        return;
    }
    if !is_list(field) {
        cx.report(field, field.located(), "field `unreachable` should be repeated");
    }
    if fields::type_name(field) != "string" {
        cx.report(field, places::ty(field), "field `unreachable` should hold strings");
    }
}
