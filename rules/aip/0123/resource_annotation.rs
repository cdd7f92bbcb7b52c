//! Messages with a name that are not declared as resources.

use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0123_RESOURCE_ANNOTATION,
    "core::0123::resource-annotation",
    "resource_annotation.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let is_call = message.name().ends_with("Request") || message.name().ends_with("Response");
    let has_name = message.parent().is_none() && !is_call && message.field_named("name").is_some();
    if has_name && cx.annotation(message).is_none() {
        let text = format!("message `{}` has a name and should be declared as a resource", message.name());
        cx.report(message, message.located(), text).help("add the option `google.api.resource`");
    }
}
