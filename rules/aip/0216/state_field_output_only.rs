//! States of resources that callers could set.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0216_STATE_FIELD_OUTPUT_ONLY,
    "core::0216::state-field-output-only",
    "state_field_output_only.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let is_state = field.enum_type().is_some_and(|it| it.name().ends_with("State"));
    let is_returned = field.message().is_some_and(|message| message.name().ends_with("Response"));
    if is_state && !is_returned {
        fields::output_only(cx, field);
    }
}
