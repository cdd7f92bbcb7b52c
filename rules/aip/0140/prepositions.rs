//! Fields with a preposition in their names.

use crate::aip::visit::Cx;
use crate::aip::words;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0140_PREPOSITIONS, "core::0140::prepositions", "prepositions.md", Fields(check));

/// Names that are established.
const KEPT: &[&str] = &["order_by", "group_by", "hour_of_day", "day_of_week"];

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if KEPT.contains(&field.name()) {
        return;
    }
    for word in field.name().split('_').filter(|word| words::is_preposition(word)) {
        let message = format!("the name of `{}` should not contain the preposition `{word}`", field.name());
        cx.report(field, field.name_place(), message);
    }
}
