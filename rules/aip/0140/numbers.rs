//! Fields with a word that begins with a digit.

use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0140_NUMBERS, "core::0140::numbers", "numbers.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if field.name().split('_').any(|word| word.starts_with(|c: char| c.is_ascii_digit())) {
        let message = format!("no word of the field `{}` should begin with a digit", field.name());
        cx.report(field, field.name_place(), message);
    }
}
