//! Resources with a field `self_link`.

use crate::aip::visit::Cx;
use protune_compiler::schema::{MessageView, Scalar, Type};

crate::aip::row!(AIP_0122_NO_SELF_LINKS, "core::0122::no-self-links", "no_self_links.md", Messages(check));

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(field) = message.field_named("self_link") else { return };
    if field.ty() == Type::Scalar(Scalar::String) && cx.resource(message).is_some() {
        let text = format!("resource `{}` should have no `self_link`", message.name());
        cx.report(field, field.located(), text).help("identify the resource by its `name`");
    }
}
