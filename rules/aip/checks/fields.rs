//! Fields of requests, responses and resources.

use crate::aip::fixes;
use crate::aip::places;
use crate::aip::visit::Cx;
use crate::google::field_behavior::{self, Behavior};
use protune_compiler::schema::{FieldView, MessageView, Scalar, Type};
use protune_compiler::syntax::Label;

/// Returns whether a field holds many values; maps do not count.
pub(crate) fn is_list(field: FieldView<'_>) -> bool {
    field.label() == Some(Label::Repeated)
}

/// Returns whether a field holds many messages. Groups do not count.
pub(crate) fn is_list_of_messages(field: FieldView<'_>) -> bool {
    is_list(field) && field.message_type().is_some() && !field.is_delimited()
}

pub(crate) fn has(field: FieldView<'_>, behavior: Behavior) -> bool {
    field_behavior::of(field).any(|it| it.is(behavior))
}

pub(crate) fn has_reference(field: FieldView<'_>) -> bool {
    field.custom_option(places::REFERENCE).next().is_some()
}

/// Returns whether a field is in a oneof that somebody wrote.
pub(crate) fn is_in_oneof(field: FieldView<'_>) -> bool {
    field.label().is_none() && field.oneof().is_some()
}

/// Full name of the type of a field or of its elements; `map<k, v>` of a map.
pub(crate) fn type_name(field: FieldView<'_>) -> String {
    if field.is_map() {
        let entry = field.message_type();
        let part = |name| entry.and_then(|entry| entry.field_named(name)).map(type_name).unwrap_or_default();
        return format!("map<{}, {}>", part("key"), part("value"));
    }
    match field.ty() {
        Type::Scalar(scalar) => scalar.name().to_owned(),
        Type::Message(_) => field.message_type().map(MessageView::full_name).unwrap_or_default().to_owned(),
        Type::Enum(_) => field.enum_type().map(|it| it.full_name()).unwrap_or_default().to_owned(),
        Type::Unknown => String::new(),
    }
}

/// Message that is the type of a field or of its elements; `None` for a map.
pub(crate) fn message_of(field: FieldView<'_>) -> Option<MessageView<'_>> {
    field.message_type().filter(|_| !field.is_map())
}

/// Returns whether a field has or lists messages of this type.
pub(crate) fn is_of(field: FieldView<'_>, full_name: &str) -> bool {
    message_of(field).is_some_and(|message| message.full_name() == full_name)
}

/// The field is annotated with a behavior.
pub(crate) fn behavior<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>, wanted: Behavior, name: &str) {
    if !has(field, wanted) {
        let message = format!("field `{}` should have the behavior `{name}`", field.name());
        let facts = **cx;
        cx.report(field, field.located(), message).fix(|| fixes::behave(facts, field, name));
    }
}

/// The field is annotated as required.
pub(crate) fn required<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    behavior(cx, field, Behavior::Required, "REQUIRED");
}

/// The field is annotated as set by the server.
pub(crate) fn output_only<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    behavior(cx, field, Behavior::OutputOnly, "OUTPUT_ONLY");
}

/// The field refers to a kind of resource.
pub(crate) fn reference<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    if !has_reference(field) {
        let message = format!("field `{}` should refer to a resource", field.name());
        let help = "name its type with `google.api.resource_reference`";
        cx.report(field, field.located(), message).help(help);
    }
}

/// The field holds one value of a scalar type.
pub(crate) fn singular<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>, scalar: Scalar) {
    if field.ty() != Type::Scalar(scalar) || is_list(field) {
        let message = format!("field `{}` should be a single `{}`", field.name(), scalar.name());
        cx.report(field, places::ty(field), message).fix(|| fixes::retype(field, scalar));
    }
}

/// The field holds one value of a message type.
pub(crate) fn singular_message<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>, full_name: &str, file: &str) {
    if !is_of(field, full_name) || is_list(field) {
        let message = format!("field `{}` should be a single `{full_name}`", field.name());
        let facts = **cx;
        cx.report(field, places::ty(field), message)
            .fix(|| if is_list(field) { None } else { fixes::to_message(facts, field, full_name, file) });
    }
}

/// The message has a field with one value of a scalar type.
pub(crate) fn present<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>, name: &str, scalar: Scalar) {
    match message.field_named(name) {
        Some(field) => singular(cx, field, scalar),
        None => missing(cx, message, name, scalar.name()),
    }
}

/// Reports a field that a message does not have, with a fix that adds it.
pub(crate) fn missing<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>, name: &str, ty: &str) {
    let text = format!("message `{}` should have a field `{name}` of type `{ty}`", message.name());
    let facts = **cx;
    cx.report(message, message.located(), text).fix(|| fixes::add_field(facts, message, ty, name));
}

/// The message has the field, of any type.
pub(crate) fn exists<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>, name: &str, ty: &str) {
    if message.field_named(name).is_none() {
        missing(cx, message, name, ty);
    }
}

/// The message has the field with one value of a type; otherwise reports the message.
pub(crate) fn has_singular<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>, name: &str, scalar: Scalar) {
    let is_right = |field: FieldView<'_>| field.ty() == Type::Scalar(scalar) && !is_list(field);
    if !message.field_named(name).is_some_and(is_right) {
        missing(cx, message, name, scalar.name());
    }
}

/// The field is one that the AIP knows.
pub(crate) fn known<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>, names: &[&str]) {
    if !names.contains(&field.name()) {
        unknown(cx, field);
    }
}

/// Reports a field that the AIP does not know.
pub(crate) fn unknown<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let message = field.message().map_or("", |message| message.name());
    let text = format!("field `{}` is not one that `{message}` should have", field.name());
    cx.report(field, field.located(), text).help("move it into the resource, or into a custom method");
}

/// No field but these is required.
pub(crate) fn only_required<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>, names: &[&str]) {
    let required = message.fields().filter(|field| has(*field, Behavior::Required));
    for field in required.filter(|field| !names.contains(&field.name())) {
        needless(cx, field);
    }
}

/// Reports a required field that callers should not need.
pub(crate) fn needless<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>) {
    let message = field.message().map_or("", |message| message.name());
    let text = format!("field `{}` of `{message}` should not be required", field.name());
    cx.report(field, field.located(), text).help("callers of standard methods set no other fields");
}

/// The field should have another name.
pub(crate) fn renamed<'s>(cx: &mut Cx<'_, 's>, field: FieldView<'s>, want: &str) {
    let message = format!("field `{}` should be named `{want}`", field.name());
    cx.report(field, field.name_place(), message).fix(|| fixes::rename_field(field, want));
}
