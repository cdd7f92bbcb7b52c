//! What custom options are set to, found by the full name of their extension. Judges nothing.

use super::file::{FileId, RowId};
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

    /// The text, when it is encoded as a string.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            OptionValue::Scalar(bytes) => str::from_utf8(bytes).ok(),
            OptionValue::Message(_) => None,
        }
    }

    /// The same value, with its fields in order of their numbers: in which they are set makes no difference.
    pub fn in_order(self) -> OptionValue {
        match self {
            OptionValue::Scalar(_) => self,
            OptionValue::Message(fields) => {
                let mut fields: Vec<_> =
                    fields.into_iter().map(|(number, value)| (number, value.in_order())).collect();
                fields.sort_by_key(|&(number, _)| number);
                OptionValue::Message(fields)
            }
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

impl<I: RowId> View<'_, I>
where
    Owner: From<I>,
{
    /// What the extension of this full name is set to, in text order: once for each time that it is, or a
    /// part of it.
    pub fn custom_option(self, extension: &str) -> Vec<OptionValue> {
        values(self.file.schema(), self.file.id, Owner::from(self.id), extension)
    }
}

impl FileView<'_> {
    /// What the file itself sets an extension to; see [`View::custom_option`].
    pub fn custom_option(self, extension: &str) -> Vec<OptionValue> {
        values(self.schema(), self.id, Owner::File, extension)
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
