//! Message as a parser holds it after reading: fields by number, each merged from its records. Owns the arena
//! that this lies in, and knows no encoding but that of the parts that stay unchanged.

mod read;

use crate::WireType;
use crate::kind::Kind;
use crate::layout::{Field, Layout, Type, TypeId};
use crate::varint;
use hashbrown::HashTable;
use std::fmt;
use std::iter;

pub use read::{read, read_within};

/// Memory that messages are read into. Reused from message to message, it soon allocates no more.
#[derive(Default)]
pub struct Arena {
    nodes: Vec<Node>,
    slots: Vec<Slot>,
    values: Vec<Value>,
    unknowns: Vec<UnknownRow>,
    /// The entries of maps, as slots and values; by slot and key.
    entries: HashTable<(u32, u32)>,
    /// Values that may hold messages of other types, and how deep those may nest.
    anys: Vec<(u32, u32)>,
}

/// A message that was read: with duplicates merged, packed and expanded elements joined, and of scalars, members
/// of a oneof and entries of one key the last.
///
/// - Values that a closed enum does not declare are unknown fields, and so are entries of maps that have one.
/// - Unknown fields are kept byte for byte. Those inside of map entries are dropped, as parsers do.
/// - A `google.protobuf.Any` holds a message of the type that its URL names, if the layout knows the type and
///   the bytes make sense as such.
/// - Extensions in a message with the wire format of message sets are unknown groups.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    arena: &'a Arena,
    layout: &'a Layout,
    bytes: &'a [u8],
}

/// One message in an arena.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct NodeId(u32);

struct Node {
    ty: TypeId,
    /// The slots are a list in order of the places of their fields.
    first: u32,
    /// The slot that was used last.
    recent: u32,
    first_unknown: u32,
    last_unknown: u32,
    /// Its bytes, if they are canonical.
    canonical: Option<Span>,
}

/// A part of the input.
#[derive(Clone, Copy)]
struct Span {
    offset: u32,
    len: u32,
}

/// A field that there were records of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    /// Its place in [`Type::fields`].
    pub(crate) field: u32,
    next: u32,
    first: u32,
    last: u32,
}

#[derive(Clone, Copy)]
struct Value {
    content: Content,
    /// Offset of its start in the input.
    offset: u32,
    next: u32,
}

#[derive(Clone, Copy)]
enum Content {
    /// Settled bits.
    Bits(u64),
    Bytes(u32),
    /// Elements of a packed record; known to be whole.
    Run {
        len: u32,
        is_canonical: bool,
    },
    Message(NodeId),
}

struct UnknownRow {
    unknown: Unknown,
    next: u32,
}

/// A part of what a parser does not know.
#[derive(Clone, Copy)]
pub(crate) enum Unknown {
    /// Whole records, as they were.
    Raw { offset: u32, len: u32 },
    /// A value that a closed enum does not declare, and the field.
    Value { field: u32, bits: u64, offset: u32 },
    /// A map entry with such a value, and the field.
    Entry { field: u32, entry: NodeId, offset: u32 },
}

/// One value of a field.
#[derive(Clone, Copy)]
pub(crate) struct Element<'a> {
    pub(crate) value: ElementValue<'a>,
    pub(crate) offset: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ElementValue<'a> {
    /// Settled bits.
    Bits(u64),
    Bytes(&'a [u8]),
    /// `None` is an empty one that nobody wrote.
    Message(Option<NodeId>),
}

/// The end of a list.
const NONE: u32 = u32::MAX;

impl fmt::Debug for Arena {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arena").field("nodes", &self.nodes.len()).finish_non_exhaustive()
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = &self.layout.get(self.layout.root()).name;
        f.debug_struct("Message")
            .field("name", name)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

impl<'a> Message<'a> {
    pub(crate) const ROOT: NodeId = NodeId(0);

    pub(crate) fn type_id(self, node: NodeId) -> TypeId {
        self.arena.nodes[node.0 as usize].ty
    }

    pub(crate) fn ty(self, node: NodeId) -> &'a Type {
        self.layout.get(self.type_id(node))
    }

    /// The bytes that the message was read from, if they are those that would be written for it: to be counted and
    /// copied as they are wherever nothing changes.
    #[inline]
    pub(crate) fn canonical(self, node: NodeId) -> Option<&'a [u8]> {
        self.arena.nodes[node.0 as usize].canonical.map(|at| self.raw(at.offset, at.len))
    }

    /// The bytes of all elements of a field, if they stand in one packed record and would be written like that.
    #[inline]
    pub(crate) fn canonical_run(self, slot: &Slot) -> Option<&'a [u8]> {
        let &Value { content, offset, next } = self.arena.values.get(slot.first as usize)?;
        let Content::Run { len, is_canonical: true } = content else { return None };
        (next == NONE).then(|| self.raw(offset, len))
    }

    /// In order of field numbers.
    #[inline]
    pub(crate) fn slots(self, node: NodeId) -> impl Iterator<Item = &'a Slot> {
        let slot = move |id: u32| self.arena.slots.get(id as usize);
        iter::successors(slot(self.arena.nodes[node.0 as usize].first), move |it| slot(it.next))
    }

    pub(crate) fn slot(self, node: NodeId, field: u32) -> Option<&'a Slot> {
        self.slots(node).find(|slot| slot.field == field)
    }

    pub(crate) fn unknowns(self, node: NodeId) -> impl Iterator<Item = Unknown> {
        let row = move |id: u32| self.arena.unknowns.get(id as usize);
        let first = row(self.arena.nodes[node.0 as usize].first_unknown);
        iter::successors(first, move |it| row(it.next)).map(|row| row.unknown)
    }

    pub(crate) fn raw(self, offset: u32, len: u32) -> &'a [u8] {
        &self.bytes[offset as usize..][..len as usize]
    }

    /// The value of a singular field; of others the first, be it a packed record.
    #[inline]
    pub(crate) fn only(self, slot: &Slot) -> Option<Element<'a>> {
        let value = self.arena.values.get(slot.first as usize)?;
        Some(Element { value: self.value(*value), offset: value.offset as usize })
    }

    /// The values of a field of scalars of kind `kind`, in order, and where they start in the input. Hands them to
    /// what is done with them in registers, as an iterator does not.
    #[inline]
    pub(crate) fn try_each_scalar<E>(
        self,
        slot: &Slot,
        kind: Kind,
        mut act: impl FnMut(u64, usize) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut next = slot.first;
        while let Some(value) = self.arena.values.get(next as usize) {
            next = value.next;
            let mut offset = value.offset as usize;
            match value.content {
                Content::Bits(bits) => act(bits, offset)?,
                Content::Run { len, .. } => {
                    let mut run = self.raw(value.offset, len);
                    while let Some((bits, len)) = element(kind, run) {
                        act(bits, offset)?;
                        run = &run[len..];
                        offset += len;
                    }
                }
                Content::Bytes(_) | Content::Message(_) => {}
            }
        }
        Ok(())
    }

    /// The values of a field of messages or strings, in order.
    #[inline]
    pub(crate) fn elements(self, slot: &Slot) -> impl Iterator<Item = Element<'a>> {
        let value = move |id: u32| self.arena.values.get(id as usize);
        let values = iter::successors(value(slot.first), move |it| value(it.next));
        values.map(move |it| Element { value: self.value(*it), offset: it.offset as usize })
    }

    /// The value of a singular field, unless it is as if it was never set.
    pub(crate) fn present(self, node: NodeId, field: u32) -> Option<Element<'a>> {
        let element = self.only(self.slot(node, field)?)?;
        let is_set = self.ty(node).fields()[field as usize].label != crate::Label::Implicit;
        (is_set || !element.value.is_zero()).then_some(element)
    }

    #[inline]
    fn value(self, value: Value) -> ElementValue<'a> {
        match value.content {
            Content::Bits(bits) => ElementValue::Bits(bits),
            Content::Bytes(len) | Content::Run { len, .. } => {
                ElementValue::Bytes(self.raw(value.offset, len))
            }
            Content::Message(node) => ElementValue::Message(Some(node)),
        }
    }
}

impl ElementValue<'_> {
    /// Returns the value of an unset field of this kind.
    pub(crate) fn zero(kind: Kind) -> Self {
        match kind {
            Kind::String | Kind::Bytes => ElementValue::Bytes(&[]),
            Kind::Message | Kind::Group => ElementValue::Message(None),
            _ => ElementValue::Bits(0),
        }
    }

    /// A negative zero is another number.
    pub(crate) fn is_zero(self) -> bool {
        matches!(self, ElementValue::Bits(0) | ElementValue::Bytes([]))
    }
}

/// The first element of a run, settled, and its bytes.
#[inline]
fn element(kind: Kind, run: &[u8]) -> Option<(u64, usize)> {
    match kind.wire_type() {
        WireType::Fixed32 => Some((u64::from(u32::from_le_bytes(*run.first_chunk()?)), 4)),
        WireType::Fixed64 => Some((u64::from_le_bytes(*run.first_chunk()?), 8)),
        _ => varint::read(run).map(|(bits, len)| (kind.settled(bits), len)),
    }
}

/// Whether a parser takes records of this wire type for the field.
#[inline]
pub(crate) fn accepts(field: &Field, wire_type: WireType) -> bool {
    field.kind.wire_type() == wire_type || takes_packed(field, wire_type)
}

#[inline]
fn takes_packed(field: &Field, wire_type: WireType) -> bool {
    wire_type == WireType::Len && field.kind.is_packable() && field.is_repeated()
}

/// Whether the enum of a field declares a value; any, if the enum is open or this is none.
#[inline]
pub(crate) fn declares(field: &Field, bits: u64) -> bool {
    field.closed.as_ref().is_none_or(|closed| closed.binary_search(&(bits as i32)).is_ok())
}
