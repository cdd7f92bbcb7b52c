//! Resource patterns that do not alternate.

use crate::aip::checks::{patterns, resources};
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0123_RESOURCE_NAME_COMPONENTS_ALTERNATE,
    "core::0123::resource-name-components-alternate",
    "resource_name_components_alternate.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.resource(message) else { return };
    for pattern in resource.patterns() {
        let is_wrong = |(at, segment): (usize, &str)| patterns::is_id(segment) != (at % 2 == 1);
        if pattern.split('/').enumerate().any(is_wrong) {
            let text = format!("the pattern `{pattern}` should alternate between collections and ids");
            cx.report(message, resources::place(message), text);
        }
    }
}
