//! Comments with names of products in a wrong spelling.

use crate::aip::comments::{self, Commented};
use crate::aip::trademarks;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0192_TRADEMARKED_NAMES,
    "core::0192::trademarked-names",
    "trademarked_names.md",
    Comments(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, it: &Commented<'s>) {
    let element = it.element;
    for (right, wrong) in trademarks::misspelled(&it.above) {
        let message = format!("the comment of `{}` should write `{wrong}` as `{right}`", element.name());
        cx.report(element, element.place(), message).fix(|| comments::corrected(element, wrong, right));
    }
}
