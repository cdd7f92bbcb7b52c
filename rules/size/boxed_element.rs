//! Repeated messages that hold one value each.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{EnumView, FieldView, MessageView, Type};
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
        let message = format!(
            "elements of `{}` could be plain `{}` values: each is a message that holds only `{}`",
            field.name(),
            type_name(inner),
            inner.name()
        );
        let help = "repeat the value itself, unless the message will get more fields";
        out.push(cx.finding(field.name_place(), message).help(help));
    }
}

fn type_name<'s>(field: FieldView<'s>) -> &'s str {
    match field.ty() {
        Type::Scalar(scalar) => scalar.name(),
        _ => field.enum_type().map_or("enum", EnumView::name),
    }
}

/// Only field of the message that the field holds. Ignores messages of other packages.
fn boxed(field: FieldView<'_>) -> Option<FieldView<'_>> {
    let message = field.message_type()?;
    single_value(message).filter(|_| !field.is_map() && message.file.package() == field.file.package())
}

/// Only field of a message that is unlikely to get others. A number other than 1 suggests that a field was deleted.
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

/// Messages of calls are likely to grow, also in a list of several.
fn is_of_call(name: &str) -> bool {
    ["Request", "Response", "Result"].iter().any(|end| name.ends_with(end))
}

/// Returns whether the message had other fields, or leaves room for them.
fn has_plans(message: MessageView<'_>) -> bool {
    message.extension_ranges().len() > 0
        || message.reserved_ranges().len() > 0
        || message.reserved_names().len() > 0
}
