//! Values as bytes: in order of field number, merged where a message was set in several pieces, packed where
//! a field is. Also drops the values that are for the source only.

use super::{Value, oneofs};
use crate::encoding::{self, WireType};
use crate::schema::Global;
use crate::schema::file::*;
use crate::schema::resolve::{Type, Typed};
use rustc_hash::FxHashMap;

/// Writes the values of the options of one file.
#[derive(Clone, Copy)]
pub(crate) struct Encoder<'s> {
    typed: &'s Typed,
    /// The file that the options stand in.
    at: FileId,
    /// Options with source retention are written as well.
    with_source: bool,
    /// The value is inside the features of a declaration. protoc reads these before it knows the features of
    /// the file itself.
    in_features: bool,
}

impl<'s> Encoder<'s> {
    pub(crate) fn new(typed: &'s Typed, at: FileId, with_source: bool) -> Encoder<'s> {
        Encoder { typed, at, with_source, in_features: false }
    }

    /// Writes the values of an options message. With source retention it is written as if custom options were
    /// unknown: standard options in order of number, then the others as they stand.
    pub(crate) fn options(self, values: Vec<Value<'_>>, out: &mut Vec<u8>) {
        if !self.with_source {
            return self.message(values, out);
        }
        let is_custom =
            |value: &Value<'_>| matches!(self.typed.row(value.field()).parent, FieldParent::Extend(_));
        let (custom, standard) = values.into_iter().partition(is_custom);
        self.message(standard, out);
        for value in custom {
            self.value(&[value], out);
        }
    }

    /// Returns whether descriptors have none of the values, since all are for the source. Adds the paths of those that
    /// they do not have to `dropped`: field numbers and indices of elements below `path`.
    pub(crate) fn drops_all(
        self,
        values: &[Value<'_>],
        path: &mut Vec<i32>,
        dropped: &mut Vec<Vec<i32>>,
    ) -> bool {
        let mut drops_all = true;
        // Number of elements so far of each repeated field.
        let mut elements: FxHashMap<Global<FieldId>, i32> = FxHashMap::default();
        for &value in values {
            let (len, field) = (path.len(), value.field());
            path.push(value.number(self.typed));
            if self.typed.is_for_source(field) {
                dropped.push(path.clone());
            } else {
                drops_all = false;
                if self.typed.is_repeated(field) {
                    let index = elements.entry(field).or_default();
                    path.push(*index);
                    *index += 1;
                }
                self.drops_all(&value.children().collect::<Vec<_>>(), path, dropped);
            }
            path.truncate(len);
        }
        drops_all
    }

    /// Writes the fields of one message.
    pub(super) fn message(self, mut values: Vec<Value<'_>>, out: &mut Vec<u8>) {
        if !self.with_source {
            values.retain(|value| !self.typed.is_for_source(value.field()));
        }
        oneofs::last_of_each(self.typed, &mut values);
        values.sort_by_key(|value| value.number(self.typed));
        for field in values.chunk_by(|a, b| a.number(self.typed) == b.number(self.typed)) {
            self.field(field, out);
        }
    }

    /// Writes all values of one field.
    fn field(self, values: &[Value<'_>], out: &mut Vec<u8>) {
        let (field, number) = (values[0].field(), values[0].number(self.typed));
        if !self.typed.is_repeated(field) {
            // Pieces of a message are one message; of a scalar the last value counts.
            let pieces = if values[0].is_message() { values } else { &values[values.len() - 1..] };
            if !self.is_absent(pieces[0]) {
                self.value(pieces, out);
            }
        } else if self.is_packed(field) {
            let packed: Vec<u8> = values.iter().flat_map(|value| value.bytes()).copied().collect();
            encoding::put_len(out, number, &packed);
        } else {
            values.iter().for_each(|&value| self.value(&[value], out));
        }
    }

    /// Writes one value, which may have been set in several pieces.
    fn value(self, pieces: &[Value<'_>], out: &mut Vec<u8>) {
        let (field, number) = (pieces[0].field(), pieces[0].number(self.typed));
        if !pieces[0].is_message() {
            let wire_type = self.typed.wire_type(field);
            let bytes = pieces[0].bytes();
            encoding::put_tag(out, number, wire_type);
            if wire_type == WireType::Len {
                encoding::put_varint(out, bytes.len() as u64);
            }
            return out.extend_from_slice(bytes);
        }
        let inside = Encoder { in_features: self.in_features || self.typed.is_features(field), ..self };
        let children = pieces.iter().flat_map(|piece| piece.children()).collect();
        if self.is_delimited(field) {
            encoding::put_tag(out, number, WireType::StartGroup);
            inside.message(children, out);
            return encoding::put_tag(out, number, WireType::EndGroup);
        }
        let mut payload = Vec::new();
        match self.typed.row(field).ty {
            TypeName::Map(entry) => {
                inside.entry(Global { file: field.file, id: entry }, children, &mut payload)
            }
            _ => inside.message(children, &mut payload),
        }
        if self.typed.is_message_set_item(field) {
            encoding::put_tag(out, 1, WireType::StartGroup);
            encoding::put_tag(out, 2, WireType::Varint);
            encoding::put_varint(out, number as u64);
            encoding::put_len(out, 3, &payload);
            encoding::put_tag(out, 1, WireType::EndGroup);
        } else {
            encoding::put_len(out, number, &payload);
        }
    }

    /// Writes an entry of a map: always its key and its value.
    fn entry(self, entry: Global<MessageId>, values: Vec<Value<'_>>, out: &mut Vec<u8>) {
        let file = self.typed.linked.file(entry.file);
        for (id, number) in file[entry.id].fields.iter().zip(1..) {
            let field = Global { file: entry.file, id };
            let of_field: Vec<Value<'_>> =
                values.iter().copied().filter(|value| value.field() == field).collect();
            match of_field.last() {
                Some(last) if !last.is_message() => self.value(&[*last], out),
                Some(_) => self.value(&of_field, out),
                None => self.zero(field, number, out),
            }
        }
    }

    fn zero(self, field: Global<FieldId>, number: i32, out: &mut Vec<u8>) {
        let wire_type = self.typed.wire_type(field);
        encoding::put_tag(out, number, wire_type);
        let bytes: &[u8] = match wire_type {
            WireType::Fixed32 => &[0; 4],
            WireType::Fixed64 => &[0; 8],
            _ => &[0],
        };
        out.extend_from_slice(bytes);
    }

    // What protoc does not know yet when it reads features.

    fn is_unresolved(self, field: Global<FieldId>) -> bool {
        self.in_features && field.file == self.at
    }

    fn is_packed(self, field: Global<FieldId>) -> bool {
        self.typed.is_packed(field) && !(self.with_source && self.is_unresolved(field))
    }

    fn is_delimited(self, field: Global<FieldId>) -> bool {
        self.typed.is_delimited(field) && !self.is_unresolved(field)
    }

    /// Returns whether the value is a zero of a field without presence, which is not written.
    fn is_absent(self, value: Value<'_>) -> bool {
        let field = value.field();
        let is_zero = || match self.typed.wire_type(field) {
            WireType::Len => value.bytes().is_empty(),
            _ => value.bytes().iter().all(|&byte| byte == 0),
        };
        let is_always_written = value.is_message()
            || self.with_source && self.is_unresolved(field)
            || self.typed.has_presence(field)
            || matches!(self.typed.field_type(field), Type::Unknown);
        !is_always_written && is_zero()
    }
}
