//! Resources whose type and message have different names.

use crate::aip::checks::resources;
use crate::aip::visit::Cx;
use protune_compiler::schema::MessageView;

crate::aip::row!(
    AIP_0123_RESOURCE_TYPE_MESSAGE,
    "core::0123::resource-type-message",
    "resource_type_message.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.resource(message) else { return };
    let name = resource.ty().rsplit('/').next().unwrap_or_default();
    if name != message.name() {
        let text = format!("the type `{}` should end with `{}`", resource.ty(), message.name());
        cx.report(message, resources::place(message), text);
    }
}
