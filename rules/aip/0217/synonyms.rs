//! Fields named `unreachable_locations`.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::{FieldView, MessageView};

crate::aip::row!(AIP_0217_SYNONYMS, "core::0217::synonyms", "synonyms.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let is_of_list = |message: MessageView<'_>| message.field_named("next_page_token").is_some();
    if field.name() == "unreachable_locations" && field.message().is_some_and(is_of_list) {
        fields::renamed(cx, field, "unreachable");
    }
}
