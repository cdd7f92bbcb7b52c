//! Resources whose name is `optional`.

use crate::aip::fixes;
use crate::aip::visit::Cx;
use protune_compiler::schema::{Edition, MessageView};
use protune_compiler::syntax::Label;

crate::aip::row!(
    AIP_0123_NAME_NEVER_OPTIONAL,
    "core::0123::name-never-optional",
    "name_never_optional.md",
    Messages(check)
);

fn check<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>) {
    let Some(resource) = cx.resource(message) else { return };
    let Some(field) = message.field_named(resource.name_field()) else { return };
    if message.file.edition() == Edition::Proto2 || field.label() != Some(Label::Optional) {
        return;
    }
    let node = field.node();
    let label = node.tree().token_span(node.token_range().start);
    let text = format!("the name `{}` of a resource should not be `optional`", field.name());
    cx.report(field, field.file.place(label), text).fix(|| fixes::remove_label(field, label));
}
