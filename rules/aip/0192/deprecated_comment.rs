//! Deprecated elements whose comment does not say so first.

use crate::aip::comments::Commented;
use crate::aip::visit::Cx;

crate::aip::row!(
    AIP_0192_DEPRECATED_COMMENT,
    "core::0192::deprecated-comment",
    "deprecated_comment.md",
    Comments(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, it: &Commented<'s>) {
    let element = it.element;
    if !element.is_marked_deprecated() {
        return;
    }
    if !it.above.starts_with("Deprecated:") {
        let message = format!("the comment of `{}` should begin with `Deprecated:`", element.name());
        cx.report_any(element.place(), message).help("say what to use instead");
    }
}
