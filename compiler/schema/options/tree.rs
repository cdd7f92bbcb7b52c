//! Option values as trees of records, and the bytes they are written as: in order of field number,
//! merged where a message was set in several pieces, packed where a field is.

use super::{Owner, plain_value};
use crate::encoding::{self, WireType};
use crate::schema::Global;
use crate::schema::features::{FieldPresence, MessageEncoding};
use crate::schema::file::*;
use crate::schema::resolve::{Type, Typed};
use crate::syntax::Label;

/// What one field is set to.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(in crate::schema) field: Global<FieldId>,
    pub(in crate::schema) number: i32,
    pub(in crate::schema) value: Value,
}

#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Encoded, without tag and length.
    Scalar(Vec<u8>),
    Message(Vec<Record>),
}

impl Record {
    /// What is set inside a message.
    pub(super) fn inner(&self) -> Option<&Vec<Record>> {
        match &self.value {
            Value::Message(records) => Some(records),
            Value::Scalar(_) => None,
        }
    }
}

impl Value {
    pub(crate) fn as_varint(&self) -> Option<u64> {
        let Value::Scalar(bytes) = self else { return None };
        let mut bytes = bytes.as_slice();
        encoding::get_varint(&mut bytes).filter(|_| bytes.is_empty())
    }
}

impl Typed {
    /// Drops the records of fields whose retention is the source. Gives the paths of what was dropped,
    /// below `path`, by field number.
    pub(crate) fn strip(&self, records: &mut Vec<Record>, path: &mut Vec<i32>, dropped: &mut Vec<Vec<i32>>) {
        records.retain_mut(|record| {
            path.push(record.number);
            let keep = !self.is_for_source(record.field);
            if !keep {
                dropped.push(path.clone());
            } else if let Value::Message(inner) = &mut record.value {
                self.strip(inner, path, dropped);
            }
            path.pop();
            keep
        });
    }

    fn is_for_source(&self, field: Global<FieldId>) -> bool {
        let file = self.linked.file(field.file);
        plain_value(file, file[field.id].options, "retention") == Some("RETENTION_SOURCE")
    }

    /// Writes the records of an options message one by one, as if its custom options were unknown:
    /// standard options in order of number, then the others as they stand.
    pub(crate) fn write_apart(&self, records: Vec<Record>, out: &mut Vec<u8>) {
        let is_custom = |record: &Record| matches!(self.row(record.field).parent, FieldParent::Extend(_));
        let (custom, standard) = records.into_iter().partition(is_custom);
        self.write_records(standard, out);
        for record in custom {
            self.write_value(record.field, record.number, record.value, out);
        }
    }

    /// Writes the records of one message.
    pub(crate) fn write_records(&self, records: Vec<Record>, out: &mut Vec<u8>) {
        let mut records = self.one_of_each(records);
        records.sort_by_key(|record| record.number);
        while !records.is_empty() {
            let number = records[0].number;
            let rest = records.split_off(records.partition_point(|record| record.number == number));
            self.write_field(std::mem::replace(&mut records, rest), out);
        }
    }

    /// Of a oneof the field that was set last stands.
    fn one_of_each(&self, records: Vec<Record>) -> Vec<Record> {
        let oneof = |record: &Record| self.row(record.field).oneof.map(|oneof| (record.field.file, oneof));
        let last: Vec<_> = records.iter().filter_map(|record| Some((oneof(record)?, record.field))).collect();
        if last.len() < 2 {
            return records;
        }
        let stands = |record: &Record| {
            oneof(record).is_none_or(|of| {
                last.iter()
                    .rev()
                    .find(|(other, _)| *other == of)
                    .is_some_and(|(_, field)| *field == record.field)
            })
        };
        records.into_iter().filter(stands).collect()
    }

    /// The first required field that is missing in what is written for a message.
    pub(super) fn missing_required(
        &self,
        message: Global<MessageId>,
        records: &[Record],
    ) -> Option<Global<FieldId>> {
        let file = self.linked.file(message.file);
        let fields = file[message.id].fields.iter().map(|id| Global { file: message.file, id });
        let is_missing = |field: &Global<FieldId>| {
            self.is_required(*field) && records.iter().all(|record| record.field != *field)
        };
        fields.into_iter().find(is_missing).or_else(|| {
            let mut merged: Vec<(Global<FieldId>, Vec<Record>)> = Vec::new();
            for record in records {
                let Value::Message(inner) = &record.value else { continue };
                match merged.iter_mut().find(|(field, _)| *field == record.field && !self.is_repeated(*field))
                {
                    Some((_, all)) => all.extend(inner.iter().cloned()),
                    None => merged.push((record.field, inner.clone())),
                }
            }
            merged.iter().find_map(|(field, inner)| match self.field_type(*field) {
                Type::Message(message) => self.missing_required(message, inner),
                _ => None,
            })
        })
    }

    /// Writes all records of one field.
    fn write_field(&self, records: Vec<Record>, out: &mut Vec<u8>) {
        let (field, number) = (records[0].field, records[0].number);
        if self.is_repeated(field) {
            if matches!(records[0].value, Value::Scalar(_))
                && self.is_packable(field)
                && self.is_packed(field)
            {
                let values: Vec<u8> = records.into_iter().flat_map(|record| scalar(record.value)).collect();
                return encoding::put_len(out, number, &values);
            }
            for record in records {
                self.write_value(field, number, record.value, out);
            }
            return;
        }
        // A message that was set in pieces is one message; of a scalar the last value stands.
        let merged =
            records.into_iter().map(|record| record.value).reduce(|merged, value| match (merged, value) {
                (Value::Message(mut merged), Value::Message(value)) => {
                    merged.extend(value);
                    Value::Message(merged)
                }
                (_, value) => value,
            });
        if let Some(value) = merged.filter(|value| !self.is_absent(field, value)) {
            self.write_value(field, number, value, out);
        }
    }

    fn write_value(&self, field: Global<FieldId>, number: i32, value: Value, out: &mut Vec<u8>) {
        match value {
            Value::Scalar(bytes) => {
                let wire_type = self.wire_type(field);
                encoding::put_tag(out, number, wire_type);
                if wire_type == WireType::Len {
                    encoding::put_varint(out, bytes.len() as u64);
                }
                out.extend_from_slice(&bytes);
            }
            Value::Message(records) if self.is_delimited(field) => {
                encoding::put_tag(out, number, WireType::StartGroup);
                self.write_records(records, out);
                encoding::put_tag(out, number, WireType::EndGroup);
            }
            Value::Message(mut records) => {
                if let TypeName::Map(entry) = self.row(field).ty {
                    self.complete_entry(Global { file: field.file, id: entry }, &mut records);
                }
                let mut inner = Vec::new();
                self.write_records(records, &mut inner);
                if self.is_message_set_item(field) {
                    encoding::put_tag(out, 1, WireType::StartGroup);
                    encoding::put_tag(out, 2, WireType::Varint);
                    encoding::put_varint(out, number as u64);
                    encoding::put_len(out, 3, &inner);
                    encoding::put_tag(out, 1, WireType::EndGroup);
                } else {
                    encoding::put_len(out, number, &inner);
                }
            }
        }
    }

    /// An entry of a map is written with its key and its value, whatever was said of them.
    fn complete_entry(&self, entry: Global<MessageId>, records: &mut Vec<Record>) {
        let file = self.linked.file(entry.file);
        for (id, number) in file[entry.id].fields.iter().zip(1..) {
            if records.iter().any(|record| record.number == number) {
                continue;
            }
            let field = Global { file: entry.file, id };
            let value = match self.field_type(field) {
                Type::Message(_) => Value::Message(Vec::new()),
                _ => Value::Scalar(match self.wire_type(field) {
                    WireType::Len => Vec::new(),
                    WireType::Fixed32 => vec![0; 4],
                    WireType::Fixed64 => vec![0; 8],
                    _ => vec![0],
                }),
            };
            records.push(Record { field, number, value });
        }
    }

    fn wire_type(&self, field: Global<FieldId>) -> WireType {
        match self.field_type(field) {
            Type::Message(_) | Type::Unknown | Type::Scalar(Scalar::String | Scalar::Bytes) => WireType::Len,
            Type::Scalar(Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64) => WireType::Fixed64,
            Type::Scalar(Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32) => WireType::Fixed32,
            Type::Scalar(_) | Type::Enum(_) => WireType::Varint,
        }
    }

    fn row(&self, field: Global<FieldId>) -> &Field {
        &self.linked.file(field.file)[field.id]
    }

    pub(crate) fn is_repeated(&self, field: Global<FieldId>) -> bool {
        let row = self.row(field);
        row.label == Some(Label::Repeated) || matches!(row.ty, TypeName::Map(_))
    }

    fn is_packable(&self, field: Global<FieldId>) -> bool {
        match self.field_type(field) {
            Type::Scalar(scalar) => scalar.is_packable(),
            Type::Enum(_) => true,
            Type::Message(_) | Type::Unknown => false,
        }
    }

    /// Written between start and end tags, not behind a length.
    fn is_delimited(&self, field: Global<FieldId>) -> bool {
        match self.row(field).ty {
            TypeName::Group(_) => true,
            TypeName::Map(_) => false,
            _ => {
                self.features_of(field.file, Owner::Field(field.id)).message_encoding
                    == MessageEncoding::Delimited
            }
        }
    }

    /// The field of a message that literals call by the name of its own message.
    pub(in crate::schema) fn group_named(
        &self,
        message: Global<MessageId>,
        name: &str,
    ) -> Option<Global<FieldId>> {
        let fields = self.linked.file(message.file)[message.id].fields.iter();
        let mut fields = fields.map(|id| Global { file: message.file, id });
        fields.find(|&field| self.group_name(field) == Some(name))
    }

    /// The name of the message of a group, or of a field of an edition that is written like one.
    pub(super) fn group_name(&self, field: Global<FieldId>) -> Option<&str> {
        let row = self.row(field);
        let Type::Message(message) = self.field_type(field) else { return None };
        let file = self.linked.file(message.file);
        let name = file.name(file[message.id].name);
        let is_group = match row.ty {
            TypeName::Group(_) => true,
            _ => {
                let scope = match row.parent {
                    FieldParent::Message(parent) => Some(parent),
                    FieldParent::Extend(extend) => self.linked.file(field.file)[extend].parent,
                };
                message.file == field.file
                    && file[message.id].parent == scope
                    && name.to_ascii_lowercase() == file.name(row.name)
                    && self.is_delimited(field)
            }
        };
        is_group.then_some(name)
    }

    /// An extension of a message with `message_set_wire_format`.
    fn is_message_set_item(&self, field: Global<FieldId>) -> bool {
        let FieldParent::Extend(extend) = self.row(field).parent else { return false };
        let Some(message) = self.types(field.file).extendees[extend.index()] else { return false };
        let file = self.linked.file(message.file);
        plain_value(file, file[message.id].options, "message_set_wire_format") == Some("true")
    }

    /// A zero that says no more than nothing: the field has no presence.
    fn is_absent(&self, field: Global<FieldId>, value: &Value) -> bool {
        let Value::Scalar(bytes) = value else { return false };
        let row = self.row(field);
        let may_be_implicit =
            row.oneof.is_none() && row.label.is_none() && matches!(row.parent, FieldParent::Message(_));
        let is_zero = match self.wire_type(field) {
            WireType::Len => bytes.is_empty(),
            _ => bytes.iter().all(|&byte| byte == 0),
        };
        may_be_implicit
            && is_zero
            && self.features_of(field.file, Owner::Field(field.id)).field_presence == FieldPresence::Implicit
    }
}

fn scalar(value: Value) -> Vec<u8> {
    match value {
        Value::Scalar(bytes) => bytes,
        Value::Message(_) => Vec::new(),
    }
}
