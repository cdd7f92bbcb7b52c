//! Fields that are not in lower_snake_case.

use crate::aip::checks::fields;
use crate::aip::visit::Cx;
use crate::aip::words::snake;
use protune_compiler::schema::FieldView;

crate::aip::row!(AIP_0140_LOWER_SNAKE, "core::0140::lower-snake", "lower_snake.md", Fields(check));

fn check<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let want = snake(field.name());
    if field.name() != want {
        fields::renamed(cx, field, &want);
    }
}
