//! Comments that are not directly above their element.

use crate::aip::comments::Commented;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0192_ONLY_LEADING_COMMENTS,
    "core::0192::only-leading-comments",
    "only_leading_comments.md",
    Comments(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, it: &Commented<'s>) {
    let element = it.element;
    if it.is_trailed {
        let message = format!("the comment behind `{}` should stand above it", element.name());
        cx.report(element, element.place(), message);
    }
    if it.has_detached {
        let message =
            format!("the comment that is set apart from `{}` should stand above it", element.name());
        cx.report(element, element.place(), message);
    }
}
