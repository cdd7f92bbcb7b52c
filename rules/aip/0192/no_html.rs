//! Comments with HTML.

use crate::aip::comments::{self, Commented};
use crate::aip::visit::Cx;

crate::aip::row!(AIP_0192_NO_HTML, "core::0192::no-html", "no_html.md", Comments(check));

fn check<'s>(cx: &mut Cx<'_, 's>, it: &Commented<'s>) {
    let element = it.element;
    if comments::has_html(&it.above) {
        let message = format!("the comment of `{}` should have no HTML", element.name());
        cx.report(element, element.place(), message).help("use Markdown");
    }
}
