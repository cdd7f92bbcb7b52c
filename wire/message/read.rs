//! From bytes to a message in an arena, as parsers do it. Decides nothing about how it will be written.

use super::*;
use crate::Label;
use crate::scan::{Cursor, Damage, Flaw, MAX_DEPTH, Record};
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Reads a message of the type that is the root of the layout.
///
/// ```
/// use protune_wire::{Arena, Layout, read};
///
/// let schema = protune_compiler::compile([("a.proto", "message A { optional int32 b = 1; }")], |_| None);
/// let layout = Layout::of(&schema, "A").expect("it is declared");
/// let mut arena = Arena::default();
/// assert!(read(&mut arena, &layout, b"\x08\x01").is_ok());
/// assert_eq!(read(&mut arena, &layout, b"\x08").unwrap_err().to_string(), "byte 1: a varint does not end");
/// ```
///
/// # Errors
/// Where the bytes are damaged, or messages nest deeper than [`MAX_DEPTH`].
pub fn read<'a>(arena: &'a mut Arena, layout: &'a Layout, bytes: &'a [u8]) -> Result<Message<'a>, Damage> {
    read_within(arena, layout, bytes, MAX_DEPTH)
}

/// Reads a message with others nested in it to this depth at most.
///
/// # Errors
/// Where the bytes are damaged, or messages nest deeper.
pub fn read_within<'a>(
    arena: &'a mut Arena,
    layout: &'a Layout,
    bytes: &'a [u8],
    depth: u32,
) -> Result<Message<'a>, Damage> {
    if bytes.len() > i32::MAX as usize {
        return Err(Damage { offset: 0, flaw: Flaw::TooLarge });
    }
    arena.clear();
    let mut reader = Reader { arena, layout, bytes };
    let root = reader.node(layout.root(), depth);
    reader.message(root, Cursor::with_depth(bytes, depth))?;
    reader.open_anys();
    Ok(Message { arena, layout, bytes })
}

struct Reader<'a, 'l> {
    arena: &'a mut Arena,
    layout: &'l Layout,
    bytes: &'l [u8],
}

impl<'l> Reader<'_, 'l> {
    /// Joins the records to what the message holds already.
    fn message(&mut self, node: NodeId, mut cursor: Cursor<'l>) -> Result<(), Damage> {
        let Node { ty: id, first, first_unknown, .. } = self.arena.nodes[node.0 as usize];
        let ty = self.layout.get(id);
        let start = cursor.offset();
        let mut is_canonical = first == NONE && first_unknown == NONE && self.layout.any() != Some(id);
        let (mut last, mut has_unknown) = (None, false);
        while let Some(record) = cursor.next() {
            let record = record?;
            match ty.index(record.number) {
                Some(index) => {
                    let at = Place { node, field: &ty.fields()[index], index: index as u32 };
                    let follows = last < Some(index) || last == Some(index) && takes_records(at.field);
                    let is_whole = self.record(at, &record, &cursor)?;
                    is_canonical &= is_whole && follows && !has_unknown && record.excess() == 0;
                    last = Some(index);
                }
                None => {
                    has_unknown = true;
                    self.unknown_record(node, &record);
                }
            }
        }
        // Entries have all of their fields, and nothing that is unknown.
        is_canonical &= !ty.is_map_entry || !has_unknown && self.has_all(node, ty);
        let (offset, len) = (start as u32, (cursor.offset() - start) as u32);
        self.arena.nodes[node.0 as usize].canonical = is_canonical.then_some(Span { offset, len });
        Ok(())
    }

    /// Whether what it adds to the message would be written as it stands, if records before and after allow it;
    /// tags and lengths aside.
    #[inline]
    fn record(&mut self, at: Place<'_>, record: &Record<'l>, cursor: &Cursor<'l>) -> Result<bool, Damage> {
        let field = at.field;
        let offset = record.payload_offset() as u32;
        if record.wire_type != field.kind.wire_type() {
            if takes_packed(field, record.wire_type) {
                return self.packed(at, record);
            }
            self.unknown_record(at.node, record);
            return Ok(false);
        }
        match field.kind {
            Kind::Message | Kind::Group if field.label == Label::Map => self.entry(at, record, cursor),
            Kind::Message | Kind::Group => {
                let inside = cursor.inside(record)?;
                let Some((node, is_first)) = self.submessage(at, offset, inside.depth()) else {
                    return Ok(false);
                };
                self.message(node, inside)?;
                Ok(is_first && self.arena.nodes[node.0 as usize].canonical.is_some())
            }
            Kind::String | Kind::Bytes => {
                let is_written = field.label != Label::Implicit || !record.payload.is_empty();
                Ok(self.set(at, offset, Content::Bytes(record.payload.len() as u32)) && is_written)
            }
            kind => {
                let bits = kind.settled(record.value);
                let is_written = field.label != Label::Implicit || bits != 0;
                let is_set = self.scalar(at, offset, bits);
                Ok(is_set && is_written && !field.is_packed() && bits == record.value)
            }
        }
    }

    /// Whether the field declares the value, and it put no other out of its place.
    #[inline]
    fn scalar(&mut self, at: Place<'_>, offset: u32, bits: u64) -> bool {
        if declares(at.field, bits) {
            return self.set(at, offset, Content::Bits(bits));
        }
        self.arena.unknown(at.node, Unknown::Value { field: at.index, bits, offset });
        false
    }

    fn packed(&mut self, at: Place<'_>, record: &Record<'l>) -> Result<bool, Damage> {
        let offset = record.payload_offset() as u32;
        let is_canonical = match at.field.kind.wire_type() {
            WireType::Fixed32 => record.fixed32s().map(|_| true)?,
            WireType::Fixed64 => record.fixed64s().map(|_| true)?,
            _ if at.field.closed.is_some() => {
                let mut offset = offset;
                for element in record.varints() {
                    let (bits, len) = element?;
                    self.scalar(at, offset, at.field.kind.settled(bits));
                    offset += len as u32;
                }
                return Ok(false);
            }
            _ => are_canonical(at.field.kind, record)?,
        };
        if record.payload.is_empty() {
            return Ok(false);
        }
        self.set(at, offset, Content::Run { len: record.payload.len() as u32, is_canonical });
        Ok(is_canonical && at.field.is_packed())
    }

    /// The message that the records of a field join: a new one if it is repeated, or not there yet. And whether
    /// that is new, and took the place of none.
    #[inline]
    fn submessage(&mut self, at: Place<'_>, offset: u32, depth: u32) -> Option<(NodeId, bool)> {
        if !at.field.is_repeated()
            && let Some(slot) = self.as_message().slot(at.node, at.index)
            && let Some(&Value { content: Content::Message(node), .. }) =
                self.arena.values.get(slot.first as usize)
        {
            return Some((node, false));
        }
        let node = self.node(at.field.message?, depth);
        let is_first = self.set(at, offset, Content::Message(node));
        Some((node, is_first))
    }

    /// The last entry of a key takes the place of those before.
    fn entry(&mut self, at: Place<'_>, record: &Record<'l>, cursor: &Cursor<'l>) -> Result<bool, Damage> {
        let Some(of) = at.field.message else { return Ok(false) };
        let (ty, inside) = (self.layout.get(of), cursor.inside(record)?);
        let offset = record.payload_offset() as u32;
        let entry = self.node(of, inside.depth());
        self.message(entry, inside)?;
        if let Some((field, bits, offset)) = self.undeclared(entry) {
            let value = Place { node: entry, field: &ty.fields()[field as usize], index: field };
            self.set(value, offset, Content::Bits(bits));
            self.forget_unknowns(entry);
            self.arena.unknown(at.node, Unknown::Entry { field: at.index, entry, offset });
            return Ok(false);
        }
        self.forget_unknowns(entry);
        let slot = self.arena.find_or_insert(at.node, at.index);
        let hash = self.arena.hash(self.bytes, slot, entry);
        if let Some(known) = self.arena.known_entry(self.bytes, hash, slot, entry) {
            let row = &mut self.arena.values[known as usize];
            (row.content, row.offset) = (Content::Message(entry), offset);
            return Ok(false);
        }
        let value = self.arena.push(slot, offset, Content::Message(entry));
        self.arena.add_entry(self.bytes, hash, (slot, value));
        Ok(self.arena.nodes[entry.0 as usize].canonical.is_some())
    }

    fn has_all(&self, node: NodeId, ty: &Type) -> bool {
        self.as_message().slots(node).count() == ty.fields().len()
    }

    /// A value in a map entry that its enum does not declare; the last one.
    fn undeclared(&self, entry: NodeId) -> Option<(u32, u64, u32)> {
        let unknowns = self.as_message().unknowns(entry);
        let values = unknowns.filter_map(|unknown| match unknown {
            Unknown::Value { field, bits, offset } => Some((field, bits, offset)),
            _ => None,
        });
        values.last()
    }

    fn as_message(&self) -> Message<'_> {
        Message { arena: self.arena, layout: self.layout, bytes: self.bytes }
    }

    fn forget_unknowns(&mut self, node: NodeId) {
        let node = &mut self.arena.nodes[node.0 as usize];
        (node.first_unknown, node.last_unknown) = (NONE, NONE);
    }

    /// Adds a value to a repeated field; otherwise it takes the place of the one before. Whether it took the place of
    /// none. Inlined, because a value that is handed over in memory is waited for.
    #[inline(always)]
    fn set(&mut self, at: Place<'_>, offset: u32, content: Content) -> bool {
        let is_alone = at.field.oneof.is_none() || !self.clear_others(at);
        let slot = self.arena.find_or_insert(at.node, at.index);
        let only = self.arena.slots[slot as usize].first;
        if only == NONE || at.field.is_repeated() {
            self.arena.push(slot, offset, content);
            return is_alone;
        }
        self.arena.values[only as usize] = Value { content, offset, next: NONE };
        false
    }

    /// Takes out the other members of a oneof, if there are any.
    fn clear_others(&mut self, at: Place<'_>) -> bool {
        let mut has_cleared = false;
        let fields = self.layout.get(self.arena.nodes[at.node.0 as usize].ty).fields();
        let mut before = NONE;
        let mut slot = self.arena.nodes[at.node.0 as usize].first;
        while slot != NONE {
            let Slot { field, next, .. } = self.arena.slots[slot as usize];
            if field != at.index && fields[field as usize].oneof == at.field.oneof {
                has_cleared = true;
                let node = &mut self.arena.nodes[at.node.0 as usize];
                node.recent = NONE;
                match before {
                    NONE => node.first = next,
                    before => self.arena.slots[before as usize].next = next,
                }
            } else {
                before = slot;
            }
            slot = next;
        }
        has_cleared
    }

    fn node(&mut self, ty: TypeId, depth: u32) -> NodeId {
        let node = self.arena.node(ty);
        if self.layout.any() == Some(ty) {
            self.arena.anys.push((node.0, depth));
        }
        node
    }

    #[inline]
    fn unknown_record(&mut self, node: NodeId, record: &Record<'_>) {
        let (offset, len) = (record.offset as u32, record.len() as u32);
        let last = self.arena.nodes[node.0 as usize].last_unknown;
        if let Some(UnknownRow { unknown: Unknown::Raw { offset: start, len: before }, .. }) =
            self.arena.unknowns.get_mut(last as usize)
            && *start + *before == offset
        {
            *before += len;
            return;
        }
        self.arena.unknown(node, Unknown::Raw { offset, len });
    }

    /// Reads what each `google.protobuf.Any` holds, now that nothing can take its place.
    fn open_anys(&mut self) {
        while let Some((any, depth)) = self.arena.anys.pop() {
            let any = NodeId(any);
            let Some((of, value)) = self.as_message().any(any) else { continue };
            let Some(inside) = depth.checked_sub(1) else { continue };
            let (offset, len) = value.unwrap_or((0, 0));
            let bytes = &self.bytes[offset..][..len];
            let node = self.node(of, inside);
            // What is no message of that type stays as it is.
            if self.message(node, Cursor::within(bytes, offset, inside)).is_ok() {
                let slot = self.arena.find_or_insert(any, ANY_VALUE);
                match self.arena.slots[slot as usize].first {
                    NONE => drop(self.arena.push(slot, offset as u32, Content::Message(node))),
                    only => self.arena.values[only as usize].content = Content::Message(node),
                }
            }
        }
    }
}

/// Whether each value of the field has a record of its own.
#[inline]
fn takes_records(field: &Field) -> bool {
    matches!(field.label, Label::Repeated { packed: false } | Label::Map)
}

/// Whether the varints of a packed record would be written as they are.
#[inline]
fn are_canonical(kind: Kind, record: &Record<'_>) -> Result<bool, Damage> {
    // Numbers that are this short fit every kind but `bool`.
    if kind != Kind::Bool && varint::are_short(record.payload) {
        return Ok(true);
    }
    let mut is_canonical = true;
    for element in record.varints() {
        let (bits, len) = element?;
        is_canonical &= kind.settled(bits) == bits && varint::len(bits) == len;
    }
    Ok(is_canonical)
}

/// A field of a message that is being read.
#[derive(Clone, Copy)]
struct Place<'l> {
    node: NodeId,
    field: &'l Field,
    index: u32,
}

impl Arena {
    fn clear(&mut self) {
        self.nodes.clear();
        self.slots.clear();
        self.values.clear();
        self.unknowns.clear();
        self.anys.clear();
        if !self.entries.is_empty() {
            self.entries.clear();
        }
    }

    fn node(&mut self, ty: TypeId) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        let [first, recent, first_unknown, last_unknown] = [NONE; 4];
        self.nodes.push(Node { ty, first, recent, first_unknown, last_unknown, canonical: None });
        id
    }

    /// The slot of a field. Fields mostly come in order, so that it is the one used last or the next.
    #[inline(always)]
    fn find_or_insert(&mut self, node: NodeId, field: u32) -> u32 {
        let Node { first, recent, .. } = self.nodes[node.0 as usize];
        let mut before = NONE;
        let mut at = first;
        if let Some(slot) = self.slots.get(recent as usize) {
            if slot.field == field {
                return recent;
            }
            if slot.field < field {
                (before, at) = (recent, slot.next);
            }
        }
        while let Some(slot) = self.slots.get(at as usize).filter(|slot| slot.field <= field) {
            if slot.field == field {
                self.nodes[node.0 as usize].recent = at;
                return at;
            }
            (before, at) = (at, slot.next);
        }
        let new = self.slots.len() as u32;
        self.slots.push(Slot { field, next: at, first: NONE, last: NONE });
        match before {
            NONE => self.nodes[node.0 as usize].first = new,
            before => self.slots[before as usize].next = new,
        }
        self.nodes[node.0 as usize].recent = new;
        new
    }

    #[inline]
    fn push(&mut self, slot: u32, offset: u32, content: Content) -> u32 {
        let value = self.values.len() as u32;
        self.values.push(Value { content, offset, next: NONE });
        let slot = &mut self.slots[slot as usize];
        match slot.last {
            NONE => slot.first = value,
            last => self.values[last as usize].next = value,
        }
        slot.last = value;
        value
    }

    fn unknown(&mut self, node: NodeId, unknown: Unknown) {
        let row = self.unknowns.len() as u32;
        self.unknowns.push(UnknownRow { unknown, next: NONE });
        let node = &mut self.nodes[node.0 as usize];
        match node.last_unknown {
            NONE => node.first_unknown = row,
            last => self.unknowns[last as usize].next = row,
        }
        node.last_unknown = row;
    }

    fn known_entry(&self, bytes: &[u8], hash: u64, slot: u32, entry: NodeId) -> Option<u32> {
        let key = self.key(bytes, entry);
        let is_same = |&(of, value): &(u32, u32)| of == slot && self.key_at(bytes, value) == key;
        self.entries.find(hash, is_same).map(|&(_, value)| value)
    }

    fn add_entry(&mut self, bytes: &[u8], hash: u64, row: (u32, u32)) {
        let mut entries = std::mem::take(&mut self.entries);
        entries.insert_unique(hash, row, |&(slot, value)| hash_of(slot, self.key_at(bytes, value)));
        self.entries = entries;
    }

    fn hash(&self, bytes: &[u8], slot: u32, entry: NodeId) -> u64 {
        hash_of(slot, self.key(bytes, entry))
    }

    fn key_at<'b>(&self, bytes: &'b [u8], value: u32) -> Key<'b> {
        match self.values[value as usize].content {
            Content::Message(entry) => self.key(bytes, entry),
            _ => Key { bits: 0, bytes: &[] },
        }
    }

    /// The key of a map entry: its first field, and zero if there is none.
    fn key<'b>(&self, bytes: &'b [u8], entry: NodeId) -> Key<'b> {
        let slot = self.slots.get(self.nodes[entry.0 as usize].first as usize);
        let key = slot.filter(|slot| slot.field == 0);
        match key.and_then(|slot| self.values.get(slot.first as usize)) {
            Some(&Value { content: Content::Bytes(len), offset, .. }) => {
                Key { bits: 0, bytes: &bytes[offset as usize..][..len as usize] }
            }
            Some(&Value { content: Content::Bits(bits), .. }) => Key { bits, bytes: &[] },
            _ => Key { bits: 0, bytes: &[] },
        }
    }
}

/// The key of a map entry, a number or a string.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key<'b> {
    bits: u64,
    bytes: &'b [u8],
}

fn hash_of(slot: u32, key: Key<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write_u32(slot);
    hasher.write_u64(key.bits);
    hasher.write(key.bytes);
    hasher.finish()
}

/// The places of the fields of `google.protobuf.Any`.
const ANY_TYPE_URL: u32 = 0;
const ANY_VALUE: u32 = 1;

impl Message<'_> {
    /// The type that an `Any` names, if it is known, and where the bytes are that it holds, if any: their
    /// offset, and how many. `None` if they have been read.
    pub(crate) fn any(self, any: NodeId) -> Option<(TypeId, Option<(usize, usize)>)> {
        let [url, value] = self.ty(any).fields() else { return None };
        if (url.number, url.kind, value.number, value.kind) != (1, Kind::String, 2, Kind::Bytes) {
            return None;
        }
        let url = self.only(self.slot(any, ANY_TYPE_URL)?)?;
        let ElementValue::Bytes(url) = url.value else { return None };
        let name = url.rsplit(|&byte| byte == b'/').next()?;
        let of = self.layout.find(str::from_utf8(name).ok()?)?;
        let Some(value) = self.slot(any, ANY_VALUE).and_then(|slot| self.only(slot)) else {
            return Some((of, None));
        };
        let ElementValue::Bytes(bytes) = value.value else { return None };
        Some((of, Some((value.offset, bytes.len()))))
    }
}
