//! Counts messages: one walk over the bytes, in which nothing is built. Once every field was met, nothing is
//! allocated.

use super::derived::{Candidate, Values, candidates};
use super::key::Key;
use super::merge::Tree;
use super::tally::{List, Tally};
use super::{Node, Profile, Unknown, VERSION, WHAT, any, declared};
use crate::WireType;
use crate::fit::fit_within;
use crate::layout::{Field, Layout, Type, TypeId};
use crate::scan::{Cursor, Damage, Record};
use std::collections::BTreeMap;
use std::fmt;

/// Counters for messages of one type.
pub struct Profiler {
    layout: Layout,
    shapes: Vec<Shape>,
    counters: Counters,
    key: Option<Key>,
    messages: u64,
    bytes: u64,
}

/// Facts about a type that are known before counting.
struct Shape {
    fields: Vec<Slot>,
    /// Number of fields that are lists in one message.
    lists: usize,
    /// Bits of these fields, 64 fields in each.
    words: Vec<u64>,
    /// Number of fields that others may follow from.
    values: usize,
    candidates: Vec<Candidate>,
}

/// Places of a field among what is kept while a message is read.
#[derive(Clone, Copy)]
struct Slot {
    list: Option<u16>,
    value: Option<u8>,
}

struct Counters {
    nodes: Vec<Open>,
    fields: Vec<FieldNode>,
    /// Lists of the messages that are being read, those of inner messages behind those of outer ones, and then room
    /// that was used before.
    lists: Vec<List>,
    /// Number of these lists.
    open_lists: usize,
    seen: Vec<u64>,
    values: Values,
    /// The nodes of what is in a `google.protobuf.Any`, by the node of that and the type.
    inside_any: BTreeMap<(u32, TypeId), u32>,
}

/// A node, and where its counters are.
struct Open {
    ty: TypeId,
    /// The node around it, and the place of the field in the type of that.
    parent: Option<(u32, u32)>,
    messages: u64,
    bytes: u64,
    /// Places in [`Counters::fields`], one more than they are, by the place of the field; 0 is none.
    fields: Box<[u32]>,
    unknown: BTreeMap<(u32, u32), Unknown>,
    /// Derivations that have held so far; removed when a message contradicts them.
    candidates: Vec<Candidate>,
}

#[derive(Default)]
struct FieldNode {
    tally: Tally,
    /// The node of the message in it, one more than it is; 0 is not known yet.
    inside: u32,
}

impl fmt::Debug for Profiler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Profiler");
        shown.field("messages", &self.messages).field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl Profiler {
    /// Counters at zero.
    pub fn new(layout: &Layout) -> Profiler {
        let shapes: Vec<Shape> = layout.types().map(|(_, ty)| Shape::of(ty)).collect();
        let counters = Counters {
            nodes: vec![Open::new(layout, &shapes, layout.root(), None)],
            fields: Vec::new(),
            lists: Vec::new(),
            open_lists: 0,
            seen: Vec::new(),
            values: Values::default(),
            inside_any: BTreeMap::new(),
        };
        Profiler { layout: layout.clone(), shapes, counters, key: None, messages: 0, bytes: 0 }
    }

    /// Counts single values too, by their hashes under this key. Only for a profiler without messages.
    #[must_use]
    pub fn counting(self, key: Option<Key>) -> Profiler {
        Profiler { key, ..self }
    }

    /// Counts a message. Where it is damaged, what stands before the damage may have been counted: who goes
    /// on after that asks [`crate::fit()`] first.
    ///
    /// # Errors
    /// Where the bytes are damaged.
    pub fn add(&mut self, message: &[u8]) -> Result<(), Damage> {
        self.counters.open_lists = 0;
        self.counters.seen.clear();
        self.counters.values.clear();
        let mut walk = Walk {
            layout: &self.layout,
            shapes: &self.shapes,
            counters: &mut self.counters,
            key: self.key.as_ref(),
            message,
        };
        walk.message(0, Cursor::new(message), None)?;
        self.messages += 1;
        self.bytes += message.len() as u64;
        Ok(())
    }

    /// The counts so far.
    pub fn finish(&self) -> Profile {
        let nodes = &self.counters.nodes;
        let met: BTreeMap<&str, TypeId> =
            nodes.iter().map(|node| (&*self.layout.get(node.ty).name, node.ty)).collect();
        let places: BTreeMap<&str, u32> = met.keys().copied().zip(0..).collect();
        let types: Vec<super::Type> =
            met.values().map(|&ty| declared::describe(&self.layout, self.layout.get(ty))).collect();
        let counted: Vec<Node> = nodes.iter().map(|node| self.counted(node, &places)).collect();
        let unordered = Profile {
            what: WHAT.to_owned(),
            version: VERSION,
            messages: self.messages,
            bytes: self.bytes,
            types,
            nodes: counted,
            partitions: Vec::new(),
            key: self.key.as_ref().map(Key::id),
            sealed: false,
        };
        let mut tree = Tree::default();
        tree.add(&unordered, &places);
        Profile { nodes: tree.in_order(), ..unordered }
    }

    fn counted(&self, node: &Open, places: &BTreeMap<&str, u32>) -> Node {
        let ty = self.layout.get(node.ty);
        let field = |(field, &place): (&Field, &u32)| {
            let counters = &self.counters.fields[(place as usize).checked_sub(1)?];
            Some(counters.tally.finish(field.number, field.kind, field.is_repeated(), self.key.is_some()))
        };
        let number = |(parent, field): (u32, u32)| {
            self.layout.get(self.counters.nodes[parent as usize].ty).fields()[field as usize].number
        };
        Node {
            ty: places[&*ty.name],
            parent: node.parent.map(|(parent, _)| parent),
            field: node.parent.map_or(0, number),
            messages: node.messages,
            bytes: node.bytes,
            fields: ty.fields().iter().zip(&node.fields).filter_map(field).collect(),
            unknown: node.unknown.values().cloned().collect(),
            derived: node.candidates.iter().map(|candidate| candidate.finish(ty.fields())).collect(),
        }
    }
}

impl Shape {
    fn of(ty: &Type) -> Shape {
        let fields = ty.fields();
        // In which order the entries of a map stand means nothing.
        let (candidates, values) =
            if ty.is_map_entry { (Vec::new(), vec![None; fields.len()]) } else { candidates(fields) };
        let mut lists = 0..;
        let slots = fields.iter().zip(&values).map(|(field, &value)| Slot {
            list: if field.is_repeated() { lists.next() } else { None },
            value,
        });
        Shape {
            fields: slots.collect(),
            lists: fields.iter().filter(|field| field.is_repeated()).count(),
            words: fields.chunks(64).map(bits_of_lists).collect(),
            values: values.iter().flatten().count(),
            candidates,
        }
    }
}

fn bits_of_lists(fields: &[Field]) -> u64 {
    fields.iter().enumerate().fold(0, |bits, (at, field)| bits | u64::from(field.is_repeated()) << at)
}

impl Open {
    fn new(layout: &Layout, shapes: &[Shape], ty: TypeId, parent: Option<(u32, u32)>) -> Open {
        Open {
            ty,
            parent,
            messages: 0,
            bytes: 0,
            fields: vec![0; layout.get(ty).fields().len()].into(),
            unknown: BTreeMap::new(),
            candidates: shapes[ty.0 as usize].candidates.clone(),
        }
    }
}

/// A message that is being counted.
struct Walk<'p, 'b> {
    layout: &'p Layout,
    shapes: &'p [Shape],
    counters: &'p mut Counters,
    key: Option<&'p Key>,
    message: &'b [u8],
}

/// Starts of the values that are kept of a message.
#[derive(Clone, Copy)]
struct Frame {
    node: u32,
    lists: usize,
    seen: usize,
    values: usize,
    /// Derivations have held so far.
    derives: bool,
}

/// A record that was counted.
struct Met {
    /// Index of the counters of its field.
    place: usize,
    /// Number of elements before it in its list.
    position: Option<u64>,
}

impl<'b> Walk<'_, 'b> {
    /// Counts the records of a message; `position` is its place in the list that it is an element of.
    fn message(&mut self, node: u32, cursor: Cursor<'b>, position: Option<u64>) -> Result<(), Damage> {
        let (layout, shapes) = (self.layout, self.shapes);
        let id = self.counters.nodes[node as usize].ty;
        let (ty, shape) = (layout.get(id), &shapes[id.0 as usize]);
        let frame = self.begin(node, shape);
        let start = cursor.offset();
        let mut any = (layout.any() == Some(id)).then(|| cursor.clone());
        let mut cursor = cursor;
        while let Some(record) = cursor.next() {
            let record = record?;
            match ty.index(record.number) {
                Some(at) => {
                    let field = &ty.fields()[at];
                    let Some(met) = self.record(field, at, shape.fields[at], frame, &record)? else {
                        continue;
                    };
                    let Some(ty) = field.message else { continue };
                    let inside = self.inside(node, at, met.place, ty);
                    self.message(inside, cursor.inside(&record)?, met.position)?;
                }
                None => self.unknown(node, &record),
            }
        }
        let open = &mut self.counters.nodes[node as usize];
        open.messages += 1;
        open.bytes += (cursor.offset() - start) as u64;
        self.end(shape, ty.fields(), frame, position);
        any.take().map_or(Ok(()), |records| self.inside_any(node, ty, records))
    }

    /// Counts the message in a `google.protobuf.Any`, if its type is known and the bytes are such a message. They are
    /// no payload of the field then.
    #[cold]
    fn inside_any(&mut self, node: u32, ty: &Type, records: Cursor<'b>) -> Result<(), Damage> {
        let (layout, depth) = (self.layout, records.clone());
        let Some((of, at, value)) = any::held(layout, ty, records) else { return Ok(()) };
        let Ok(inside) = depth.inside(&value) else { return Ok(()) };
        if fit_within(layout, of, inside.clone()).is_err() {
            return Ok(());
        }
        let known = self.counters.inside_any.get(&(node, of)).copied();
        let into = known.unwrap_or_else(|| {
            let into = self.node_of(node, at, of);
            self.counters.inside_any.insert((node, of), into);
            into
        });
        let place = self.field(node, at);
        self.counters.fields[place].tally.move_inside(value.payload.len());
        self.message(into, inside, None)
    }

    fn begin(&mut self, node: u32, shape: &Shape) -> Frame {
        let kept = &mut *self.counters;
        let derives = !kept.nodes[node as usize].candidates.is_empty();
        let (lists, seen, values) = (kept.open_lists, kept.seen.len(), kept.values.len());
        kept.open_lists += shape.lists;
        if kept.lists.len() < kept.open_lists {
            kept.lists.resize(kept.open_lists, List::default());
        }
        kept.seen.resize(seen + shape.words.len(), 0);
        if derives {
            kept.values.open(shape.values);
        }
        Frame { node, lists, seen, values, derives }
    }

    fn end(&mut self, shape: &Shape, fields: &[Field], frame: Frame, position: Option<u64>) {
        let kept = &mut *self.counters;
        let node = &mut kept.nodes[frame.node as usize];
        for ((seen, lists), first) in kept.seen[frame.seen..].iter().zip(&shape.words).zip((0..).step_by(64))
        {
            let mut open = seen & lists;
            while open != 0 {
                let at = first + open.trailing_zeros() as usize;
                open &= open - 1;
                let Some(list) = shape.fields[at].list else { continue };
                let place = node.fields[at] as usize - 1;
                let list = &kept.lists[frame.lists + usize::from(list)];
                kept.fields[place].tally.end_list(fields[at].kind, list);
            }
        }
        if !node.candidates.is_empty() {
            let values = kept.values.of(frame.values);
            node.candidates.retain_mut(|candidate| candidate.survives(values, self.message, position));
        }
        kept.open_lists = frame.lists;
        kept.seen.truncate(frame.seen);
        kept.values.truncate(frame.values);
    }

    #[inline(always)]
    fn record(
        &mut self,
        field: &Field,
        at: usize,
        slot: Slot,
        frame: Frame,
        record: &Record<'b>,
    ) -> Result<Option<Met>, Damage> {
        let kind = field.kind;
        let is_packed = record.wire_type == WireType::Len && kind.is_packable() && slot.list.is_some();
        if record.wire_type != kind.wire_type() && !is_packed {
            self.unknown(frame.node, record);
            return Ok(None);
        }
        let place = self.field(frame.node, at);
        let kept = &mut *self.counters;
        let tally = &mut kept.fields[place].tally;
        tally.add_record(record);
        let (word, bit) = (&mut kept.seen[frame.seen + at / 64], 1 << (at % 64));
        let is_first = *word & bit == 0;
        *word |= bit;
        let mut position = None;
        match slot.list {
            Some(list) => {
                let list = &mut kept.lists[frame.lists + usize::from(list)];
                if is_first {
                    *list = List::default();
                }
                position = Some(list.elements);
                match is_packed {
                    true => tally.add_packed(kind, record, list)?,
                    false => tally.add_value(kind, record, Some(list), self.key),
                }
            }
            None => {
                tally.messages += u64::from(is_first);
                tally.repeats += u64::from(!is_first);
                tally.add_value(kind, record, None, self.key);
            }
        }
        if let Some(closed) = &field.closed {
            tally.add_undeclared(closed, record, is_packed);
        }
        if let Some(value) = slot.value.filter(|_| frame.derives) {
            kept.values.set(frame.values + usize::from(value), kind, record);
        }
        Ok(Some(Met { place, position }))
    }

    /// Returns the index of the counters of a field; creates them when the field occurs for the first time.
    #[inline(always)]
    fn field(&mut self, node: u32, at: usize) -> usize {
        let place = &mut self.counters.nodes[node as usize].fields[at];
        if *place == 0 {
            self.counters.fields.push(FieldNode::default());
            *place = self.counters.fields.len() as u32;
        }
        *place as usize - 1
    }

    #[inline]
    fn inside(&mut self, node: u32, at: usize, place: usize, ty: TypeId) -> u32 {
        match self.counters.fields[place].inside {
            0 => self.enter(node, at, place, ty),
            known => known - 1,
        }
    }

    fn enter(&mut self, node: u32, at: usize, place: usize, ty: TypeId) -> u32 {
        let inside = self.node_of(node, at, ty);
        self.counters.fields[place].inside = inside + 1;
        inside
    }

    /// The node of a type in a field: the nearest one around it of that type, or else a new one.
    fn node_of(&mut self, node: u32, at: usize, ty: TypeId) -> u32 {
        let mut around = Some(node);
        while let Some(at) = around {
            let open = &self.counters.nodes[at as usize];
            if open.ty == ty {
                break;
            }
            around = open.parent.map(|(parent, _)| parent);
        }
        let nodes = &mut self.counters.nodes;
        around.unwrap_or_else(|| {
            nodes.push(Open::new(self.layout, self.shapes, ty, Some((node, at as u32))));
            nodes.len() as u32 - 1
        })
    }

    #[cold]
    fn unknown(&mut self, node: u32, record: &Record<'b>) {
        let (number, wire_type) = (record.number, record.wire_type as u32);
        let unknown = self.counters.nodes[node as usize].unknown.entry((number, wire_type));
        let unknown = unknown.or_insert_with(|| Unknown { number, wire_type, ..Unknown::default() });
        unknown.records += 1;
        unknown.tag_bytes += u64::from(record.tag_len) + u64::from(record.end_len);
        unknown.length_bytes += u64::from(record.prefix_len);
        unknown.payload_bytes += record.payload.len() as u64;
    }
}
