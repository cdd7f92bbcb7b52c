//! Counts of what a parser and a serializer do for messages. They do not depend on a machine; what each costs does.

use super::tree::{Tree, Value, scalar};
use crate::WireType;
use crate::kind::Kind;
use crate::layout::{Field, Label, Layout};
use crate::varint;

/// Number of operations for some messages.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Operations {
    /// Tags.
    pub tags: u64,
    /// Numbers as varints, without tags and lengths.
    pub varints: u64,
    /// Varints with more than one byte, of those.
    pub long_varints: u64,
    /// Numbers of four and of eight bytes.
    pub fixed: u64,
    /// Lengths of strings, bytes, messages and packed lists.
    pub lengths: u64,
    /// Lengths with more than one byte, of those.
    pub long_lengths: u64,
    /// Messages inside of others, without entries of maps.
    pub messages: u64,
    /// Entries of maps.
    pub entries: u64,
    /// Strings and bytes: each is allocated and copied.
    pub strings: u64,
    /// Bytes of strings, which are checked to be UTF-8.
    pub text_bytes: u64,
    /// Bytes of strings and of bytes, which are copied.
    pub copied_bytes: u64,
}

impl Operations {
    /// The counts with their names, in order.
    pub fn named(&self) -> [(&'static str, u64); 11] {
        [
            ("tags", self.tags),
            ("varints", self.varints),
            ("varints of 2 bytes or more", self.long_varints),
            ("fixed numbers", self.fixed),
            ("lengths", self.lengths),
            ("lengths of 2 bytes or more", self.long_lengths),
            ("messages inside of others", self.messages),
            ("entries of maps", self.entries),
            ("strings and bytes", self.strings),
            ("bytes of text", self.text_bytes),
            ("bytes copied", self.copied_bytes),
        ]
    }

    /// Adds the counts of other messages.
    pub fn add(&mut self, other: &Operations) {
        self.tags += other.tags;
        self.varints += other.varints;
        self.long_varints += other.long_varints;
        self.fixed += other.fixed;
        self.lengths += other.lengths;
        self.long_lengths += other.long_lengths;
        self.messages += other.messages;
        self.entries += other.entries;
        self.strings += other.strings;
        self.text_bytes += other.text_bytes;
        self.copied_bytes += other.copied_bytes;
    }

    /// Adds those of a message.
    pub fn count(&mut self, layout: &Layout, message: &Tree) {
        self.message(layout, message);
    }

    /// Returns the size of the message.
    fn message(&mut self, layout: &Layout, message: &Tree) -> u64 {
        let ty = layout.get(message.ty);
        let mut size = message.unknown.len() as u64;
        for (number, values) in message.fields() {
            if let Some(field) = ty.field(number) {
                size += self.field(layout, field, values);
            }
        }
        size
    }

    fn field(&mut self, layout: &Layout, field: &Field, values: &[Value]) -> u64 {
        let tag = varint::tag_len(field.number) as u64;
        if field.is_packed() && field.kind.is_packable() {
            self.tags += 1;
            let payload = values.iter().map(|value| self.number(field.kind, value.bits())).sum();
            return tag + self.length(payload);
        }
        let tags = if field.kind == Kind::Group { 2 } else { 1 };
        self.tags += tags * values.len() as u64;
        let all: u64 = values.iter().map(|value| self.value(layout, field, value)).sum();
        all + tags * tag * values.len() as u64
    }

    fn value(&mut self, layout: &Layout, field: &Field, value: &Value) -> u64 {
        match value {
            Value::Bits(bits) => self.number(field.kind, *bits),
            Value::Bytes(bytes) => {
                let len = bytes.len() as u64;
                self.strings += 1;
                self.copied_bytes += len;
                self.text_bytes += if field.kind == Kind::String { len } else { 0 };
                self.length(len)
            }
            Value::Tree(tree) => {
                match field.label {
                    Label::Map => self.entries += 1,
                    _ => self.messages += 1,
                }
                let size = self.message(layout, tree);
                if field.kind == Kind::Group { size } else { self.length(size) }
            }
        }
    }

    fn number(&mut self, kind: Kind, bits: u64) -> u64 {
        let size = scalar(kind, bits);
        match kind.wire_type() {
            WireType::Fixed32 | WireType::Fixed64 => self.fixed += 1,
            _ => {
                self.varints += 1;
                self.long_varints += u64::from(size > 1);
            }
        }
        size
    }

    /// Returns the size with that of the length.
    fn length(&mut self, size: u64) -> u64 {
        let len = varint::len(size) as u64;
        self.lengths += 1;
        self.long_lengths += u64::from(len > 1);
        len + size
    }
}
