//! Repeated messages of one value each.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, MessageView, Type};
use protune_compiler::syntax::Label;

pub static RULE: Room = Room {
    id: "SIZE_BOXED_ELEMENT",
    wing: Wing::Size,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("boxed_element.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for field in cx.file.fields().filter(|field| field.label() == Some(Label::Repeated)) {
        let Some(inner) = boxed(field) else {
            continue;
        };
        let message =
            format!("each element of `{}` is a message around `{}` alone", field.name(), inner.name());
        let help = "repeat the value itself, if nothing is ever to stand beside it";
        out.push(cx.finding(field.name_place(), message).help(help));
    }
}

/// The one value in the message that the field is of. Messages of other packages are not ours to judge.
fn boxed(field: FieldView<'_>) -> Option<FieldView<'_>> {
    let message = field.message_type()?;
    single_value(message).filter(|_| !field.is_map() && message.file.package() == field.file.package())
}

/// The field that is all that a message holds, and as it seems will ever hold. A number other than 1 tells
/// of a field that went.
fn single_value(message: MessageView<'_>) -> Option<FieldView<'_>> {
    let mut fields = message.fields();
    let (Some(field), None) = (fields.next(), fields.next()) else {
        return None;
    };
    if field.number() != Some(1) || is_of_call(message.name()) || has_plans(message) {
        return None;
    }
    let is_value = matches!(field.ty(), Type::Scalar(_) | Type::Enum(_));
    let is_single = field.label() != Some(Label::Repeated) && field.oneof().is_none();
    (is_value && is_single).then_some(field)
}

/// What goes to a call or comes from it grows with it, in a list of several as well.
fn is_of_call(name: &str) -> bool {
    ["Request", "Response", "Result"].iter().any(|end| name.ends_with(end))
}

/// Something was beside the field, or is to be.
fn has_plans(message: MessageView<'_>) -> bool {
    message.extension_ranges().len() > 0
        || message.reserved_ranges().len() > 0
        || message.reserved_names().len() > 0
}
