//! How many bytes a message takes, now or under a recoding, by arithmetic alone. Writes nothing.

use crate::convert::Converted;
use crate::derive;
use crate::kind::{Kind, WireType};
use crate::layout::{Field, Label, TypeId};
use crate::message::{Element, ElementValue, Message, NodeId, Slot, Unknown};
use crate::obstacle::{self, Misfit, Obstacle};
use crate::plan::TextForm;
use crate::recoding::{Fate, Kept, Recoding, Wrapping};
use crate::varint;

/// The bytes of the message once it is transcoded. With [`Recoding::nothing`], of its canonical form:
/// varints as short as they can be, fields packed as they are declared to be, zeros left out where
/// presence is implicit, map entries with key and value, unknown fields as they were.
///
/// The message has been read with the layout that the recoding is from.
pub fn size(message: Message<'_>, recoding: &Recoding) -> Result<u64, Obstacle> {
    Sizer { message, recoding }.body(Message::ROOT, None)
}

#[derive(Clone, Copy)]
struct Sizer<'a> {
    message: Message<'a>,
    recoding: &'a Recoding,
}

/// A field, and what becomes of it.
#[derive(Clone, Copy)]
struct Path<'a> {
    ty: TypeId,
    from: &'a Field,
    index: u32,
    kept: Kept,
    to: &'a Field,
}

impl<'a> Sizer<'a> {
    /// The bytes inside of a message.
    fn body(self, node: NodeId, position: Option<u64>) -> Result<u64, Obstacle> {
        let id = self.message.type_id(node);
        if self.recoding.from.get(id).is_map_entry {
            return self.entry(node, id);
        }
        obstacle::check(self.message, self.recoding, node, position)?;
        let mut total = 0;
        for slot in self.message.slots(node) {
            if let Some(path) = self.path(id, slot.field) {
                total += self.field(path, slot)?;
            }
        }
        for unknown in self.message.unknowns(node) {
            total += self.unknown(id, unknown)?;
        }
        let change = self.recoding.change(id);
        let fields = self.recoding.to.get(id).fields();
        for computed in &change.computed {
            let to = &fields[computed.to as usize];
            let derived = derive::derive(self.message, node, computed.source, position, (to.kind, to.label));
            total += match derived {
                None => 0,
                Some(derive::Derived::Bits(bits)) => tag(to) + scalar(to.kind, bits),
                Some(text) => tag(to) + len_delimited(text.bytes().map_or(0, <[u8]>::len) as u64),
            };
        }
        Ok(total)
    }

    /// A map entry has its key and its value, whatever they are.
    fn entry(self, node: NodeId, id: TypeId) -> Result<u64, Obstacle> {
        let mut total = 0;
        for (from, index) in self.recoding.from.get(id).fields().iter().zip(0..) {
            let Some(path) = self.path(id, index) else { continue };
            let written = self.message.slot(node, index).and_then(|slot| self.message.only(slot));
            let (value, offset) = match written {
                Some(element) => (element.value, element.offset),
                None => (ElementValue::zero(from.kind), 0),
            };
            total += tag(path.to) + self.value(path, value, offset, None)?;
        }
        Ok(total)
    }

    #[inline]
    fn path(self, id: TypeId, index: u32) -> Option<Path<'a>> {
        let Fate::Kept(kept) = self.recoding.change(id).fields[index as usize] else { return None };
        let from = &self.recoding.from.get(id).fields()[index as usize];
        let to = &self.recoding.to.get(id).fields()[kept.to as usize];
        Some(Path { ty: id, from, index, kept, to })
    }

    #[inline]
    fn field(self, path: Path<'a>, slot: &Slot) -> Result<u64, Obstacle> {
        match path.to.label {
            Label::Repeated { packed: true } => {
                let mut payload = 0;
                for element in self.message.elements(slot, path.from.kind) {
                    payload += self.value(path, element.value, element.offset, None)?;
                }
                // An empty list is not there at all.
                Ok(if payload == 0 { 0 } else { tag(path.to) + len_delimited(payload) })
            }
            Label::Repeated { packed: false } | Label::Map => {
                let mut total = 0;
                for (element, position) in self.message.elements(slot, path.from.kind).zip(0..) {
                    total +=
                        tag(path.to) + self.value(path, element.value, element.offset, Some(position))?;
                }
                Ok(total)
            }
            Label::Implicit => match self.message.only(slot) {
                None => Ok(0),
                Some(element) if element.value.is_zero() => Ok(0),
                // An `Any`, which may hold nothing once that is written.
                Some(Element { value: ElementValue::Message(Some(held)), .. }) => {
                    let held = self.body(held, None)?;
                    Ok(if held == 0 { 0 } else { tag(path.to) + len_delimited(held) })
                }
                Some(element) => Ok(tag(path.to) + self.value(path, element.value, element.offset, None)?),
            },
            Label::Explicit | Label::Required => {
                let Some(element) = self.message.only(slot) else { return Ok(0) };
                Ok(tag(path.to) + self.value(path, element.value, element.offset, None)?)
            }
        }
    }

    /// The bytes of a value with its length or its end tag, without the tag before it.
    #[inline]
    fn value(
        self,
        path: Path<'a>,
        value: ElementValue<'a>,
        offset: usize,
        position: Option<u64>,
    ) -> Result<u64, Obstacle> {
        let fail = |why: Misfit| obstacle::obstacle(self.recoding, path.ty, path.index, offset, why);
        let converted = path.kept.convert(self.message, value).map_err(fail)?;
        if let Wrapping::Wrap(kind) = path.kept.wrapping {
            return Ok(message(path.to, wrapped(kind, converted)));
        }
        Ok(match converted {
            Converted::Value(ElementValue::Message(node)) => {
                let body = node.map_or(Ok(0), |node| self.body(node, position))?;
                message(path.to, body)
            }
            converted => plain(path.to.kind, converted),
        })
    }

    fn unknown(self, id: TypeId, unknown: Unknown) -> Result<u64, Obstacle> {
        let (field, value, offset) = match unknown {
            Unknown::Raw { len, .. } => return Ok(u64::from(len)),
            Unknown::Value { field, bits, offset } => (field, ElementValue::Bits(bits), offset),
            Unknown::Entry { field, entry, offset } => (field, ElementValue::Message(Some(entry)), offset),
        };
        match self.path(id, field) {
            Some(path) => Ok(tag(path.to) + self.value(path, value, offset as usize, None)?),
            None => Ok(0),
        }
    }
}

/// What a wrapper holds: nothing, if that is zero.
fn wrapped(kind: Kind, converted: Converted<'_>) -> u64 {
    if converted.is_zero() { 0 } else { 1 + plain(kind, converted) }
}

/// The bytes of a value that is no message.
#[inline]
fn plain(kind: Kind, converted: Converted<'_>) -> u64 {
    match converted {
        Converted::Value(ElementValue::Bits(bits)) => scalar(kind, bits),
        Converted::Value(ElementValue::Bytes(bytes)) => len_delimited(bytes.len() as u64),
        Converted::Value(ElementValue::Message(_)) => 0,
        Converted::Parsed(TextForm::Uuid, _) => len_delimited(16),
        Converted::Spelled(TextForm::Uuid, _) => len_delimited(36),
        Converted::Parsed(TextForm::Hex, text) => len_delimited(text.len() as u64 / 2),
        Converted::Spelled(TextForm::Hex, bytes) => len_delimited(bytes.len() as u64 * 2),
    }
}

#[inline]
fn scalar(kind: Kind, bits: u64) -> u64 {
    match kind.wire_type() {
        WireType::Fixed32 => 4,
        WireType::Fixed64 => 8,
        _ => varint::len(bits) as u64,
    }
}

#[inline]
fn tag(field: &Field) -> u64 {
    varint::tag_len(field.number) as u64
}

#[inline]
fn len_delimited(payload: u64) -> u64 {
    varint::len(payload) as u64 + payload
}

#[inline]
fn message(field: &Field, body: u64) -> u64 {
    match field.kind {
        Kind::Group => body + tag(field),
        _ => len_delimited(body),
    }
}
