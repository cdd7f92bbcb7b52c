//! From a message to its bytes under a recoding. Counts nothing beforehand: lengths are those of what was
//! written, so that they can be held against what `size` says.

use crate::WireType;
use crate::convert::{Converted, is_hyphen};
use crate::derive::{self, Derived};
use crate::kind::Kind;
use crate::layout::{Field, Label, TypeId};
use crate::message::{Element, ElementValue, Message, NodeId, Slot, Unknown};
use crate::obstacle::{self, Misfit, Obstacle};
use crate::plan::TextForm;
use crate::recoding::{Computed, Fate, Kept, Recoding, Wrapping};
use crate::varint;

/// Written bytes. Reused from message to message, it soon allocates no more.
#[derive(Default, Debug)]
pub struct Output {
    bytes: Vec<u8>,
    /// Parts still to be written of messages whose fields change their order.
    pending: Vec<(u32, Part)>,
}

/// Writes a message in the form that a recoding gives it: fields in order of their numbers, then what is
/// unknown. What was in the output before is gone.
///
/// The message has been read with the layout that the recoding is from.
///
/// ```
/// use protune_wire::{Arena, Layout, Output, Recoding, read, transcode};
///
/// let schema = protune_compiler::compile([("a.proto", "message A { optional int32 b = 1; }")], |_| None);
/// let layout = Layout::of(&schema, "A").expect("it is declared");
/// let (mut arena, mut output) = (Arena::default(), Output::default());
/// // The last value of a field counts.
/// let message = read(&mut arena, &layout, b"\x08\x01\x08\x02").expect("no damage");
/// assert_eq!(transcode(message, &Recoding::nothing(&layout), &mut output), Ok(&b"\x08\x02"[..]));
/// ```
///
/// # Errors
/// If the message has a value that the new form cannot hold.
pub fn transcode<'o>(
    message: Message<'_>,
    recoding: &Recoding,
    output: &'o mut Output,
) -> Result<&'o [u8], Obstacle> {
    output.bytes.clear();
    output.pending.clear();
    Writer { message, recoding, out: output }.body(Message::ROOT, None).map_err(|obstacle| *obstacle)?;
    Ok(&output.bytes)
}

struct Writer<'a, 'o> {
    message: Message<'a>,
    recoding: &'a Recoding,
    out: &'o mut Output,
}

/// A field that is to be written.
#[derive(Clone, Copy, Debug)]
enum Part {
    Slot(Slot),
    Computed(Computed),
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

impl<'a> Writer<'a, '_> {
    fn body(&mut self, node: NodeId, position: Option<u64>) -> Result<(), Box<Obstacle>> {
        let id = self.message.type_id(node);
        if !self.recoding.change(id).reaches_change
            && let Some(bytes) = self.message.canonical(node)
        {
            self.out.bytes.extend_from_slice(bytes);
            return Ok(());
        }
        if self.recoding.from.get(id).is_map_entry {
            return self.entry(node, id);
        }
        obstacle::check(self.message, self.recoding, node, position)?;
        if self.recoding.change(id).is_reordered {
            self.reordered(node, id, position)?;
        } else {
            for slot in self.message.slots(node) {
                self.field(id, slot)?;
            }
        }
        for unknown in self.message.unknowns(node) {
            self.unknown(id, unknown)?;
        }
        Ok(())
    }

    fn reordered(&mut self, node: NodeId, id: TypeId, position: Option<u64>) -> Result<(), Box<Obstacle>> {
        let (message, change) = (self.message, self.recoding.change(id));
        let start = self.out.pending.len();
        for slot in message.slots(node) {
            if let Fate::Kept(kept) = change.fields[slot.field as usize] {
                self.out.pending.push((kept.to, Part::Slot(*slot)));
            }
        }
        for computed in &change.computed {
            self.out.pending.push((computed.to, Part::Computed(*computed)));
        }
        // From the end, so that what is left stays in one piece.
        self.out.pending[start..].sort_unstable_by_key(|(to, _)| std::cmp::Reverse(*to));
        while self.out.pending.len() > start {
            match self.out.pending.pop() {
                Some((_, Part::Slot(slot))) => self.field(id, &slot)?,
                Some((_, Part::Computed(computed))) => self.computed(node, id, computed, position),
                None => {}
            }
        }
        Ok(())
    }

    fn computed(&mut self, node: NodeId, id: TypeId, computed: Computed, position: Option<u64>) {
        let to = &self.recoding.to.get(id).fields()[computed.to as usize];
        let derived = derive::derive(self.message, node, computed.source, position, (to.kind, to.label));
        match derived {
            None => {}
            Some(Derived::Bits(bits)) => {
                self.tag(to, to.kind.wire_type());
                self.bits(to.kind, bits);
            }
            Some(text) => {
                self.tag(to, WireType::Len);
                self.bytes(text.bytes().unwrap_or_default());
            }
        }
    }

    /// A map entry has its key and its value, whatever they are.
    fn entry(&mut self, node: NodeId, id: TypeId) -> Result<(), Box<Obstacle>> {
        for (from, index) in self.recoding.from.get(id).fields().iter().zip(0..) {
            let Some(path) = self.path(id, index) else { continue };
            let written = self.message.slot(node, index).and_then(|slot| self.message.only(slot));
            match written {
                Some(element) => self.record(path, element.value, element.offset, None)?,
                None => self.record(path, ElementValue::zero(from.kind), 0, None)?,
            }
        }
        Ok(())
    }

    // Inlined, because a path that is handed over in memory is waited for.
    #[inline(always)]
    fn path(&self, id: TypeId, index: u32) -> Option<Path<'a>> {
        let Fate::Kept(kept) = self.recoding.change(id).fields[index as usize] else { return None };
        let from = &self.recoding.from.get(id).fields()[index as usize];
        let to = &self.recoding.to.get(id).fields()[kept.to as usize];
        Some(Path { ty: id, from, index, kept, to })
    }

    #[inline]
    fn field(&mut self, id: TypeId, slot: &Slot) -> Result<(), Box<Obstacle>> {
        let Some(path) = self.path(id, slot.field) else { return Ok(()) };
        match path.to.label {
            Label::Repeated { packed: true } => self.packed(path, slot),
            Label::Repeated { packed: false } if path.to.kind.is_packable() => self.expanded(path, slot),
            Label::Repeated { packed: false } | Label::Map => {
                for (element, position) in self.message.elements(slot).zip(0..) {
                    self.record(path, element.value, element.offset, Some(position))?;
                }
                Ok(())
            }
            Label::Explicit | Label::Required | Label::Implicit => match self.message.only(slot) {
                Some(element) if path.to.label == Label::Implicit => self.implicit(path, element),
                Some(element) => self.record(path, element.value, element.offset, None),
                None => Ok(()),
            },
        }
    }

    /// Zero is left out.
    fn implicit(&mut self, path: Path<'a>, element: Element<'a>) -> Result<(), Box<Obstacle>> {
        let start = self.out.bytes.len();
        if let ElementValue::Message(Some(held)) = element.value {
            // An `Any`, which may hold nothing once that is written.
            self.tag(path.to, WireType::Len);
            let before = self.start_len();
            self.body(held, None)?;
            if self.end_len(before) == 0 {
                self.out.bytes.truncate(start);
            }
        } else if !element.value.is_zero() {
            self.record(path, element.value, element.offset, None)?;
        }
        Ok(())
    }

    /// All elements in one record; an empty list is not there at all.
    fn packed(&mut self, path: Path<'a>, slot: &Slot) -> Result<(), Box<Obstacle>> {
        let start = self.out.bytes.len();
        self.tag(path.to, WireType::Len);
        if path.kept.is_same()
            && let Some(run) = self.message.canonical_run(slot)
        {
            self.bytes(run);
            return Ok(());
        }
        let before = self.start_len();
        self.message.try_each_scalar(slot, path.from.kind, |bits, offset| -> Result<(), Box<Obstacle>> {
            let bits = path.kept.convert_scalar(bits).map_err(|why| self.obstacle(path, offset, why))?;
            self.bits(path.to.kind, bits);
            Ok(())
        })?;
        if self.end_len(before) == 0 {
            self.out.bytes.truncate(start);
        }
        Ok(())
    }

    /// Each element in a record of its own.
    fn expanded(&mut self, path: Path<'a>, slot: &Slot) -> Result<(), Box<Obstacle>> {
        self.message.try_each_scalar(slot, path.from.kind, |bits, offset| -> Result<(), Box<Obstacle>> {
            let bits = path.kept.convert_scalar(bits).map_err(|why| self.obstacle(path, offset, why))?;
            self.tag(path.to, path.to.kind.wire_type());
            self.bits(path.to.kind, bits);
            Ok(())
        })
    }

    #[inline]
    fn record(
        &mut self,
        path: Path<'a>,
        value: ElementValue<'a>,
        offset: usize,
        position: Option<u64>,
    ) -> Result<(), Box<Obstacle>> {
        if path.kept.is_same() {
            return self.same(path, value, position);
        }
        let converted =
            path.kept.convert(self.message, value).map_err(|why| self.obstacle(path, offset, why))?;
        if let Wrapping::Wrap(kind) = path.kept.wrapping {
            return self.message(path.to, |writer| {
                writer.wrapped(kind, converted);
                Ok(())
            });
        }
        match converted {
            Converted::Value(value) => self.same(path, value, position),
            text => {
                self.tag(path.to, path.to.kind.wire_type());
                self.plain(path.to.kind, text);
                Ok(())
            }
        }
    }

    /// A value that is as it will be.
    #[inline]
    fn same(
        &mut self,
        path: Path<'a>,
        value: ElementValue<'a>,
        position: Option<u64>,
    ) -> Result<(), Box<Obstacle>> {
        match value {
            ElementValue::Message(node) => self.message(path.to, |writer| match node {
                Some(node) => writer.body(node, position),
                None => Ok(()),
            }),
            value => {
                self.tag(path.to, path.to.kind.wire_type());
                self.plain(path.to.kind, Converted::Value(value));
                Ok(())
            }
        }
    }

    #[cold]
    fn obstacle(&self, path: Path<'a>, offset: usize, why: Misfit) -> Box<Obstacle> {
        obstacle::obstacle(self.recoding, path.ty, path.index, offset, why)
    }

    fn message(
        &mut self,
        field: &Field,
        body: impl FnOnce(&mut Self) -> Result<(), Box<Obstacle>>,
    ) -> Result<(), Box<Obstacle>> {
        if field.kind == Kind::Group {
            self.tag(field, WireType::StartGroup);
            body(self)?;
            self.tag(field, WireType::EndGroup);
            return Ok(());
        }
        self.tag(field, WireType::Len);
        let before = self.start_len();
        body(self)?;
        self.end_len(before);
        Ok(())
    }

    /// Writes the content of a wrapper: zero is omitted.
    fn wrapped(&mut self, kind: Kind, converted: Converted<'_>) {
        if !converted.is_zero() {
            varint::put(&mut self.out.bytes, 1 << 3 | kind.wire_type() as u64);
            self.plain(kind, converted);
        }
    }

    fn unknown(&mut self, id: TypeId, unknown: Unknown) -> Result<(), Box<Obstacle>> {
        let (field, value, offset) = match unknown {
            Unknown::Raw { offset, len } => {
                self.out.bytes.extend_from_slice(self.message.raw(offset, len));
                return Ok(());
            }
            Unknown::Value { field, bits, offset } => (field, ElementValue::Bits(bits), offset),
            Unknown::Entry { field, entry, offset } => (field, ElementValue::Message(Some(entry)), offset),
        };
        match self.path(id, field) {
            Some(path) => self.record(path, value, offset as usize, None),
            None => Ok(()),
        }
    }

    /// A value that is no message.
    #[inline]
    fn plain(&mut self, kind: Kind, converted: Converted<'_>) {
        match converted {
            Converted::Value(ElementValue::Bits(bits)) => self.bits(kind, bits),
            Converted::Value(ElementValue::Bytes(bytes)) => self.bytes(bytes),
            Converted::Value(ElementValue::Message(_)) => {}
            Converted::Parsed(form, text) => self.parsed(form, text),
            Converted::Spelled(form, bytes) => self.spelled(form, bytes),
        }
    }

    #[inline(always)]
    fn bits(&mut self, kind: Kind, bits: u64) {
        let out = &mut self.out.bytes;
        match kind.wire_type() {
            WireType::Fixed32 => out.extend_from_slice(&(bits as u32).to_le_bytes()),
            WireType::Fixed64 => out.extend_from_slice(&bits.to_le_bytes()),
            _ => varint::put(out, bits),
        }
    }

    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        varint::put(&mut self.out.bytes, bytes.len() as u64);
        self.out.bytes.extend_from_slice(bytes);
    }

    fn parsed(&mut self, form: TextForm, text: &[u8]) {
        let before = self.start_len();
        let skip = |at: usize| form == TextForm::Uuid && is_hyphen(at);
        let mut digits = text.iter().enumerate().filter(|(at, _)| !skip(*at)).map(|(_, digit)| match digit {
            b'0'..=b'9' => digit - b'0',
            _ => digit - b'a' + 10,
        });
        while let (Some(high), Some(low)) = (digits.next(), digits.next()) {
            self.out.bytes.push(high << 4 | low);
        }
        self.end_len(before);
    }

    fn spelled(&mut self, form: TextForm, bytes: &[u8]) {
        const DIGITS: [u8; 16] = *b"0123456789abcdef";
        let before = self.start_len();
        for byte in bytes {
            if form == TextForm::Uuid && is_hyphen(self.out.bytes.len() - before) {
                self.out.bytes.push(b'-');
            }
            let digits = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
            self.out.bytes.extend_from_slice(&digits);
        }
        self.end_len(before);
    }

    #[inline]
    fn tag(&mut self, field: &Field, wire_type: WireType) {
        varint::put(&mut self.out.bytes, u64::from(field.number) << 3 | wire_type as u64);
    }

    /// Leaves room for a length. Gives the place behind it.
    #[inline]
    fn start_len(&mut self) -> usize {
        self.out.bytes.push(0);
        self.out.bytes.len()
    }

    /// Puts the length of what was written since before it, and gives it.
    #[inline]
    fn end_len(&mut self, start: usize) -> usize {
        let out = &mut self.out.bytes;
        let len = out.len() - start;
        if len < 0x80 {
            out[start - 1] = len as u8;
            return len;
        }
        // The bytes of the length are put behind the payload first, and turned to the front with one left over
        // place, the one that was kept.
        varint::put(out, len as u64);
        let more = out.len() - start - len;
        let prefix: [u8; varint::MAX_LEN] =
            std::array::from_fn(|at| out.get(start + len + at).copied().unwrap_or(0));
        out.truncate(start + len + more - 1);
        out.copy_within(start..start + len, start - 1 + more);
        out[start - 1..start - 1 + more].copy_from_slice(&prefix[..more]);
        len
    }
}
