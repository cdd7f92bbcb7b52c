//! Comments with Markdown tables.

use crate::aip::comments::{self, Commented};
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0192_NO_MARKDOWN_TABLES,
    "core::0192::no-markdown-tables",
    "no_markdown_tables.md",
    Comments(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, it: &Commented<'s>) {
    let element = it.element;
    if it.above.lines().map(str::trim).any(comments::is_table_rule) {
        let message = format!("the comment of `{}` should have no tables", element.name());
        cx.report(element, element.place(), message).help("use a list");
    }
}
