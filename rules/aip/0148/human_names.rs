//! Fields for first and last names.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0148_HUMAN_NAMES, "core::0148::human-names", "human_names.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    match field.name() {
        "first_name" => fields::renamed(cx, field, "given_name"),
        "last_name" => fields::renamed(cx, field, "family_name"),
        _ => {}
    }
}
