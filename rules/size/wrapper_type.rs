//! Messages that wrap one value to tell whether it is there.

use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use crate::{features, scalars};
use protune_compiler::diagnostic::{Change, Edit, Fix, Safety, Severity};
use protune_compiler::schema::{FieldPresence, FieldView, MessageView, Scalar, Type};
use protune_compiler::syntax::Label;
use protune_compiler::text::Span;

pub static RULE: Rule = Rule {
    id: "SIZE_WRAPPER_TYPE",
    wing: Wing::Size,
    categories: &[],
    severity: Severity::Info,
    doc: include_str!("wrapper_type.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for field in cx.file.fields().filter(|field| !field.is_of_map_entry()) {
        let Some(scalar) = wrapped(field) else {
            continue;
        };
        let message = format!("each value of `{}` is in a message of its own", field.name());
        let mut finding = cx.finding(field.name_span(), message).help(advice(field, scalar));
        finding.fixes.extend(unwrap(field, scalar));
        out.push(finding);
    }
}

/// What the well-known wrapper that the field is of wraps.
fn wrapped(field: FieldView<'_>) -> Option<Scalar> {
    let Type::Message(of) = field.ty() else {
        return None;
    };
    let message = MessageView { file: field.file.schema().file(of.file), id: of.id };
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

fn advice(field: FieldView<'_>, scalar: Scalar) -> String {
    let scalar = scalar.name();
    match field.label() {
        Some(Label::Repeated) => format!("make it `repeated {scalar}`"),
        _ => format!("make it `{scalar}`, with presence"),
    }
}

/// Options of fields that only messages can have: `lazy` and `unverified_lazy`.
const OF_MESSAGES: [&[i32]; 2] = [&[5], &[15]];

fn unwrap(field: FieldView<'_>, scalar: Scalar) -> Option<Fix> {
    // What is set to an extension, as an option, would be of the wrong type.
    let is_plain = field.label() != Some(Label::Repeated) && !field.is_extension();
    let is_of_messages = OF_MESSAGES.iter().any(|option| field.option(option).is_some())
        || features::written(field, &features::MESSAGE_ENCODING).is_some();
    if !is_plain || is_of_messages {
        return None;
    }
    let mut edits = vec![scalars::set_type(field, scalar)?];
    if !keeps_presence(field) {
        edits.push(presence(field)?);
    }
    let title = format!("make it `{}`, which changes source and the bytes on the wire", scalar.name());
    Some(Fix { title, safety: Safety::Unsafe, change: Change::Edits(edits) })
}

/// Whether it is there shows without a message as well.
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
