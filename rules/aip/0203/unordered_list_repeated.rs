//! Unordered lists that are no lists.

use crate::aip::checks::fields::{self, is_list};
use crate::aip::fixes;
use crate::aip::visit::Cx;
use crate::google::field_behavior::Behavior;
use protune_compiler::schema::FieldView;

crate::aip::row!(
    AIP_0203_UNORDERED_LIST_REPEATED,
    "core::0203::unordered-list-repeated",
    "unordered_list_repeated.md",
    Fields(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if fields::has(field, Behavior::UnorderedList) && !is_list(field) {
        let message = format!("field `{}` is not repeated, and so no unordered list", field.name());
        cx.report(field, field.located(), message).fix(|| fixes::misbehave(field, Behavior::UnorderedList));
    }
}
