//! Resource patterns whose collections begin with a capital.

use crate::aip::checks::resources;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0122_RESOURCE_COLLECTION_IDENTIFIERS,
    "core::0122::resource-collection-identifiers",
    "resource_collection_identifiers.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.annotation(message) else { return };
    for pattern in resource.patterns() {
        let begins_low = pattern.starts_with(|c: char| c.is_ascii_lowercase());
        let is_loud = |segment: &str| segment.starts_with(char::is_uppercase);
        if !begins_low || pattern.split('/').any(is_loud) {
            let text =
                format!("collections in the pattern `{pattern}` should begin with a lower-case letter");
            cx.report(message, resources::place(message), text);
            return;
        }
    }
}
