//! Messages of `google/protobuf/wrappers.proto`, and edits that replace them with plain values. The rules decide when.

use crate::{features, scalars};
use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::{FieldPresence, FieldView, MessageView, Scalar};
use protune_compiler::syntax::Label;
use protune_compiler::text::Span;

/// Scalar that the field wraps, if its type is a well-known wrapper.
pub(crate) fn wrapped(field: FieldView<'_>) -> Option<Scalar> {
    wrapped_in(field.message_type()?)
}

/// Scalar that a message wraps, if it is a well-known wrapper.
pub(crate) fn wrapped_in(message: MessageView<'_>) -> Option<Scalar> {
    Some(match message.full_name().strip_prefix("google.protobuf.")? {
        "DoubleValue" => Scalar::Double,
        "FloatValue" => Scalar::Float,
        "Int64Value" => Scalar::Int64,
        "UInt64Value" => Scalar::Uint64,
        "Int32Value" => Scalar::Int32,
        "UInt32Value" => Scalar::Uint32,
        "BoolValue" => Scalar::Bool,
        "StringValue" => Scalar::String,
        "BytesValue" => Scalar::Bytes,
        _ => return None,
    })
}

/// Options that only fields of messages can have: `lazy` and `unverified_lazy`.
const OF_MESSAGES: [&[i32]; 2] = [&[5], &[15]];

/// Edits that replace the wrapper of a field with its value and keep presence; `None` if more would have to change.
pub(crate) fn unwrap(field: FieldView<'_>) -> Option<Vec<Edit>> {
    // Values that options give to an extension would have the wrong type.
    let is_plain = field.label() != Some(Label::Repeated) && !field.is_extension();
    let is_of_messages = OF_MESSAGES.iter().any(|option| field.option(option).is_some())
        || features::written(field, &features::MESSAGE_ENCODING).is_some();
    if !is_plain || is_of_messages {
        return None;
    }
    let mut edits = vec![scalars::set_type(field, wrapped(field)?)?];
    if !keeps_presence(field) {
        edits.push(presence(field)?);
    }
    Some(edits)
}

/// Returns whether the field has presence without a message.
fn keeps_presence(field: FieldView<'_>) -> bool {
    field.label().is_some()
        || field.oneof().is_some()
        || field.features().field_presence != FieldPresence::Implicit
}

fn presence(field: FieldView<'_>) -> Option<Edit> {
    if field.file.edition().is_edition() {
        return features::set(field, &features::FIELD_PRESENCE, "EXPLICIT");
    }
    let before = Span::at(field.type_span()?.start);
    Some(Edit { file: field.file.id, span: before, text: "optional ".to_owned() })
}
