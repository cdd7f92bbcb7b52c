//! What custom options are set to, found by the full name of their extension. Judges nothing.

use super::FileId;
use super::options::{Owner, Record, Value};
use super::view::*;

/// What a custom option, or a field in its value, is set to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OptionValue {
    /// Encoded, without tag and length.
    Scalar(Vec<u8>),
    /// By field number.
    Message(Vec<(i32, OptionValue)>),
}

impl OptionValue {
    /// The number, when it is encoded as a varint.
    pub fn as_varint(&self) -> Option<u64> {
        match self {
            OptionValue::Scalar(bytes) => Value::Scalar(bytes.clone()).as_varint(),
            OptionValue::Message(_) => None,
        }
    }

    /// The fields that are set; none in a scalar.
    pub fn fields(&self) -> &[(i32, OptionValue)] {
        match self {
            OptionValue::Scalar(_) => &[],
            OptionValue::Message(fields) => fields,
        }
    }
}

impl FieldView<'_> {
    /// What the extension of this full name is set to, in text order: once for each time that it is.
    pub fn custom_option(self, extension: &str) -> Vec<OptionValue> {
        values(self.file.schema(), self.file.id, Owner::Field(self.id), extension)
    }
}

impl MethodView<'_> {
    /// What the extension of this full name is set to, in text order: once for each time that it is, or a
    /// part of it.
    pub fn custom_option(self, extension: &str) -> Vec<OptionValue> {
        values(self.file.schema(), self.file.id, Owner::Method(self.id), extension)
    }
}

fn values(schema: &Schema, file: FileId, owner: Owner, extension: &str) -> Vec<OptionValue> {
    let is_meant = |record: &Record| {
        let field: FieldView<'_> = schema.file(record.field.file).at(record.field.id);
        field.is_extension() && field.extension_name() == extension
    };
    schema.typed().records(file, owner).into_iter().filter(is_meant).map(|it| value(it.value)).collect()
}

fn value(value: Value) -> OptionValue {
    match value {
        Value::Scalar(bytes) => OptionValue::Scalar(bytes),
        Value::Message(records) => OptionValue::Message(
            records.into_iter().map(|record| (record.number, self::value(record.value))).collect(),
        ),
    }
}

impl<'s> OptionView<'s> {
    /// The field of the options message that it sets, or sets a part of; `None` when it means nothing.
    pub fn field(self) -> Option<FieldView<'s>> {
        let &field = self.path().fields().first()?;
        Some(self.file.schema().file(field.file).at(field.id))
    }
}
