//! Enums whose zero value is not named `..._UNSPECIFIED`.

use crate::aip::visit::Cx;
use crate::aip::words::snake;
use crate::renames;
use protune_compiler::schema::{EnumView, Symbol};

crate::aip::row!(AIP_0126_UNSPECIFIED, "core::0126::unspecified", "unspecified.md", Enums(check));

fn check<'s>(cx: &mut Cx<'_, 's>, it: EnumView<'s>) {
    let stem = upper_snake(it.name());
    let want = format!("{stem}_UNSPECIFIED");
    let accepted = [&*want, &*format!("{stem}_UNKNOWN"), "UNKNOWN"];
    let mut zeros = it.values().filter(|value| value.number() == Some(0));
    if zeros.any(|value| accepted.contains(&value.name())) {
        return;
    }
    let Some(first) = it.values().next() else { return };
    let message = format!("the first value `{}` of `{}` should be named `{want}`", first.name(), it.name());
    cx.report(first, first.name_place(), message).fix(|| renames::rename(first, Symbol::Value, &want));
}

/// Upper snake case, in which a capital after a digit begins a word too.
fn upper_snake(name: &str) -> String {
    let mut split = String::with_capacity(name.len() + 2);
    let mut previous = ' ';
    for c in name.chars() {
        if previous.is_ascii_digit() && c.is_ascii_uppercase() {
            split.push('_');
        }
        split.push(c);
        previous = c;
    }
    snake(&split).to_uppercase()
}
