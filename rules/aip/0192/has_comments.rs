//! Elements without a comment above them.

use crate::aip::comments::Commented;
use crate::aip::visit::Cx;

crate::aip::row!(AIP_0192_HAS_COMMENTS, "core::0192::has-comments", "has_comments.md", Comments(check));

fn check<'s>(cx: &mut Cx<'_, 's>, it: &Commented<'s>) {
    let element = it.element;
    if it.above.is_empty() {
        let message = format!("{} `{}` should have a comment above it", element.kind(), element.name());
        cx.report(element, element.name_place(), message);
    }
}
