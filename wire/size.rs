//! Size of a message in bytes, now or under a recoding, by arithmetic alone. Writes nothing.

use crate::WireType;
use crate::convert::Converted;
use crate::derive;
use crate::kind::Kind;
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
///
/// ```
/// use protune_wire::{Arena, Layout, Recoding, read, size};
///
/// let schema = protune_compiler::compile([("a.proto", "message A { optional int32 b = 1; }")], |_| None);
/// let layout = Layout::of(&schema, "A").expect("it is declared");
/// let mut arena = Arena::default();
/// // An overlong varint.
/// let message = read(&mut arena, &layout, b"\x08\x81\x00").expect("no damage");
/// assert_eq!(size(message, &Recoding::nothing(&layout)), Ok(2));
/// ```
///
/// # Errors
/// If the message has a value that the new form cannot hold.
pub fn size(message: Message<'_>, recoding: &Recoding) -> Result<u64, Obstacle> {
    Sizer { message, recoding }.body(Message::ROOT, None).map_err(|obstacle| *obstacle)
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
    fn body(self, node: NodeId, position: Option<u64>) -> Result<u64, Box<Obstacle>> {
        let id = self.message.type_id(node);
        let change = self.recoding.change(id);
        if !change.reaches_change
            && let Some(bytes) = self.message.canonical(node)
        {
            return Ok(bytes.len() as u64);
        }
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
    fn entry(self, node: NodeId, id: TypeId) -> Result<u64, Box<Obstacle>> {
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

    // Inlined, because a path that is handed over in memory is waited for.
    #[inline(always)]
    fn path(self, id: TypeId, index: u32) -> Option<Path<'a>> {
        let Fate::Kept(kept) = self.recoding.change(id).fields[index as usize] else { return None };
        let from = &self.recoding.from.get(id).fields()[index as usize];
        let to = &self.recoding.to.get(id).fields()[kept.to as usize];
        Some(Path { ty: id, from, index, kept, to })
    }

    #[inline]
    fn field(self, path: Path<'a>, slot: &Slot) -> Result<u64, Box<Obstacle>> {
        match path.to.label {
            Label::Repeated { packed } if path.to.kind.is_packable() => {
                let (elements, bytes) = self.scalars(path, slot)?;
                Ok(match packed {
                    // An empty list is not there at all.
                    true if elements == 0 => 0,
                    true => tag(path.to) + len_delimited(bytes),
                    false => tag(path.to) * elements + bytes,
                })
            }
            Label::Repeated { .. } | Label::Map => {
                let mut total = 0;
                for (element, position) in self.message.elements(slot).zip(0..) {
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

    /// Returns the number of elements of a list of scalars, and their bytes.
    fn scalars(self, path: Path<'a>, slot: &Slot) -> Result<(u64, u64), Box<Obstacle>> {
        if path.kept.is_same()
            && let Some(run) = self.message.canonical_run(slot)
        {
            return Ok((elements(path.to.kind, run), run.len() as u64));
        }
        let (mut elements, mut bytes) = (0, 0);
        self.message.try_each_scalar(slot, path.from.kind, |bits, offset| -> Result<(), Box<Obstacle>> {
            let bits = path.kept.convert_scalar(bits).map_err(|why| self.obstacle(path, offset, why))?;
            elements += 1;
            bytes += scalar(path.to.kind, bits);
            Ok(())
        })?;
        Ok((elements, bytes))
    }

    /// The bytes of a value with its length or its end tag, without the tag before it.
    #[inline]
    fn value(
        self,
        path: Path<'a>,
        value: ElementValue<'a>,
        offset: usize,
        position: Option<u64>,
    ) -> Result<u64, Box<Obstacle>> {
        if path.kept.is_same() {
            return self.same(path, value, position);
        }
        let converted =
            path.kept.convert(self.message, value).map_err(|why| self.obstacle(path, offset, why))?;
        if let Wrapping::Wrap(kind) = path.kept.wrapping {
            return Ok(message(path.to, wrapped(kind, converted)));
        }
        match converted {
            Converted::Value(value) => self.same(path, value, position),
            text => Ok(plain(path.to.kind, text)),
        }
    }

    /// The bytes of a value that is as it will be.
    #[inline]
    fn same(
        self,
        path: Path<'a>,
        value: ElementValue<'a>,
        position: Option<u64>,
    ) -> Result<u64, Box<Obstacle>> {
        match value {
            ElementValue::Message(Some(node)) => Ok(message(path.to, self.body(node, position)?)),
            ElementValue::Message(None) => Ok(message(path.to, 0)),
            value => Ok(plain(path.to.kind, Converted::Value(value))),
        }
    }

    #[cold]
    fn obstacle(self, path: Path<'a>, offset: usize, why: Misfit) -> Box<Obstacle> {
        obstacle::obstacle(self.recoding, path.ty, path.index, offset, why)
    }

    fn unknown(self, id: TypeId, unknown: Unknown) -> Result<u64, Box<Obstacle>> {
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

/// Returns the size of the content of a wrapper: zero is omitted.
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

/// Returns the number of values in a run.
#[inline]
fn elements(kind: Kind, run: &[u8]) -> u64 {
    let elements = match kind.wire_type() {
        WireType::Fixed32 => run.len() / 4,
        WireType::Fixed64 => run.len() / 8,
        _ => varint::count(run),
    };
    elements as u64
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
