//! Comments with links that are relative.

use crate::aip::comments::{self, Commented};
use crate::aip::visit::Cx;

crate::aip::row!(AIP_0192_ABSOLUTE_LINKS, "core::0192::absolute-links", "absolute_links.md", Comments(check));

fn check<'s>(cx: &mut Cx<'_, 's>, it: &Commented<'s>) {
    let element = it.element;
    if let Some(target) = comments::links(&it.above).find(|target| !target.contains("://")) {
        let message =
            format!("the link to `{target}` in the comment of `{}` should be absolute", element.name());
        cx.report(element, element.name_place(), message);
    }
}
