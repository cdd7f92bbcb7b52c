//! Values of options, part by part, each with the place that wrote it. Judges nothing.

use super::file::FileId;
use super::options::{Encoder, Value};
use super::view::*;
use crate::diagnostic::Place;
use crate::syntax::Node;
use crate::text::Span;
use std::fmt;

/// Field that is set by an option, with its value: the option itself, or a part of its value.
#[derive(Clone, Copy)]
pub struct OptionValue<'s> {
    file: FileView<'s>,
    value: Value<'s>,
}

impl fmt::Debug for OptionValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OptionValue").field(&self.file).field(&self.node()).finish()
    }
}

impl<'s> OptionValue<'s> {
    /// The field that is set.
    pub fn field(self) -> FieldView<'s> {
        let field = self.value.field();
        self.file.schema().file(field.file).field(field.id)
    }

    /// Number of that field.
    pub fn number(self) -> i32 {
        self.value.number(self.file.schema().typed())
    }

    /// File that sets it.
    pub fn file_id(self) -> FileId {
        self.file.id
    }

    /// The option, the field of a literal, or the element of a list that sets the field.
    pub fn node(self) -> Node<'s> {
        self.value.written(self.file.data())
    }

    /// The value as it is written: a string, a number, a name or a literal.
    pub fn value_node(self) -> Node<'s> {
        self.value.written_value(self.file.data())
    }

    /// Span of [`OptionValue::node`].
    pub fn span(self) -> Span {
        self.node().span()
    }

    /// Span of [`OptionValue::value_node`].
    pub fn value_span(self) -> Span {
        self.value_node().span()
    }

    /// Place of [`OptionValue::value_node`].
    pub fn place(self) -> Place {
        self.file.place(self.value_span())
    }

    /// Returns whether the value is a message.
    pub fn is_message(self) -> bool {
        self.value.is_message()
    }

    /// The encoded value, without tag and length; empty for a message.
    pub fn as_bytes(self) -> &'s [u8] {
        self.value.bytes()
    }

    /// The number, when the value is encoded as a varint.
    pub fn as_varint(self) -> Option<u64> {
        self.value.varint()
    }

    /// The text, when the value is encoded as a string.
    pub fn as_text(self) -> Option<&'s str> {
        self.value.text()
    }

    /// Encodes an options message that has these values, which the options of one declaration set, and no others.
    pub fn encode(values: &[OptionValue<'_>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        if let Some(first) = values.first() {
            let values = values.iter().map(|value| value.value).collect();
            Encoder::new(first.file.schema().typed(), first.file.id, true).options(values, &mut bytes);
        }
        bytes
    }

    /// The fields that are set in a message, in text order; none in a scalar.
    pub fn fields(self) -> impl Iterator<Item = OptionValue<'s>> + use<'s> {
        self.value.children().map(move |value| OptionValue { file: self.file, value })
    }

    /// The fields with this number that are set in a message, in text order.
    pub fn fields_numbered(self, number: i32) -> impl Iterator<Item = OptionValue<'s>> + use<'s> {
        self.fields().filter(move |field| field.number() == number)
    }
}

/// Two values are equal when they say the same; the order of different fields makes no difference.
impl PartialEq for OptionValue<'_> {
    fn eq(&self, other: &Self) -> bool {
        if self.is_message() != other.is_message() || self.as_bytes() != other.as_bytes() {
            return false;
        }
        in_order(*self) == in_order(*other)
    }
}

fn in_order(value: OptionValue<'_>) -> Vec<(i32, OptionValue<'_>)> {
    let mut fields: Vec<_> = value.fields().map(|field| (field.number(), field)).collect();
    fields.sort_by_key(|&(number, _)| number);
    fields
}

impl<'s, I: DeclarationId> View<'s, I> {
    /// Values that the extension with this full name is set to, in text order: one for each option that sets it
    /// or a part of it.
    pub fn custom_option(self, extension: &str) -> impl DoubleEndedIterator<Item = OptionValue<'s>> {
        values(self.options(), extension)
    }
}

impl<'s> FileView<'s> {
    /// Values that the file itself sets an extension to; see [`View::custom_option`].
    pub fn custom_option(self, extension: &str) -> impl DoubleEndedIterator<Item = OptionValue<'s>> {
        values(self.options(), extension)
    }
}

fn values<'s>(
    options: impl DoubleEndedIterator<Item = OptionView<'s>>,
    extension: &str,
) -> impl DoubleEndedIterator<Item = OptionValue<'s>> {
    let is_meant = move |value: &OptionValue<'s>| {
        let field = value.field();
        field.is_extension() && field.extension_name() == extension
    };
    options.filter_map(OptionView::value).filter(is_meant)
}

impl<'s> OptionView<'s> {
    /// The field of the options message that it sets, or sets a part of; `None` when it means nothing.
    pub fn field(self) -> Option<FieldView<'s>> {
        self.value().map(OptionValue::field)
    }

    /// Value of that field: of `(google.api.http).get = "/v1/cats"` a message with the field `get`.
    pub fn value(self) -> Option<OptionValue<'s>> {
        let value = self.interpreted().value(self.id)?;
        Some(OptionValue { file: self.file, value })
    }
}
