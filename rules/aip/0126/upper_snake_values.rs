//! Enum values that are not in UPPER_SNAKE_CASE.

use crate::aip::visit::Cx;
use crate::aip::words::snake;
use crate::renames;
use protune_compiler::schema::{EnumView, Symbol};

crate::aip::row!(
    AIP_0126_UPPER_SNAKE_VALUES,
    "core::0126::upper-snake-values",
    "upper_snake_values.md",
    Enums(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, it: EnumView<'s>) {
    for value in it.values() {
        let want = snake(value.name()).to_uppercase();
        if value.name() != want {
            let message = format!("enum value `{}` should be named `{want}`", value.name());
            cx.report(value, value.name_place(), message)
                .fix(|| renames::rename(value, Symbol::Value, &want));
        }
    }
}
