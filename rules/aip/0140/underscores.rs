//! Fields with underscores at an end or in a row.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0140_UNDERSCORES, "core::0140::underscores", "underscores.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let name = field.name();
    let words: Vec<&str> = name.split('_').filter(|word| !word.is_empty()).collect();
    let want = words.join("_");
    if name != want {
        fields::renamed(cx, field, &want);
    }
}
