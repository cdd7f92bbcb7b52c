//! Comments with Markdown headings.

use crate::aip::comments::{self, Commented};
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0192_NO_MARKDOWN_HEADINGS,
    "core::0192::no-markdown-headings",
    "no_markdown_headings.md",
    Comments(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, it: &Commented<'s>) {
    let element = it.element;
    if it.above.lines().any(comments::is_heading) {
        let message = format!("the comment of `{}` should have no headings", element.name());
        cx.report(element, element.place(), message).fix(|| comments::without_headings(element));
    }
}
