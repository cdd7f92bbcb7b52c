//! Messages as trees of values, which steps take apart and put together. Slower than what `transcode` does: it is for
//! changes that move values from one message to another.

use crate::WireType;
use crate::kind::Kind;
use crate::layout::{Field, Label, Layout, Type, TypeId};
use crate::message::{Element, ElementValue, Message, NodeId, Slot, Unknown};
use crate::varint;

/// A message, and all that is in it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Tree {
    pub(super) ty: TypeId,
    /// Values of the fields that are there, in order of their numbers. No list is empty.
    fields: Vec<(u32, Vec<Value>)>,
    /// Records of unknown fields, as they were.
    pub(super) unknown: Vec<u8>,
}

/// A value of a field.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Value {
    /// A number, as its kind has it.
    Bits(u64),
    /// A string, or bytes.
    Bytes(Box<[u8]>),
    /// A message.
    Tree(Box<Tree>),
}

impl Tree {
    /// A message that was read with this layout. Messages in an `Any` are bytes.
    pub fn of(layout: &Layout, message: Message<'_>) -> Tree {
        of_node(layout, message, Message::ROOT)
    }

    pub(super) fn empty(ty: TypeId) -> Tree {
        Tree { ty, fields: Vec::new(), unknown: Vec::new() }
    }

    /// The values of a field.
    pub(super) fn values(&self, number: u32) -> &[Value] {
        match self.fields.binary_search_by_key(&number, |(number, _)| *number) {
            Ok(at) => &self.fields[at].1,
            Err(_) => &[],
        }
    }

    /// The type of the message.
    pub fn type_id(&self) -> TypeId {
        self.ty
    }

    /// The values of a field, by its number; none if it is absent.
    pub fn get(&self, number: u32) -> &[Value] {
        self.values(number)
    }

    /// Takes the values of a field out.
    pub(super) fn take(&mut self, number: u32) -> Vec<Value> {
        match self.fields.binary_search_by_key(&number, |(number, _)| *number) {
            Ok(at) => self.fields.remove(at).1,
            Err(_) => Vec::new(),
        }
    }

    /// Sets the values of a field that has none.
    pub(super) fn put(&mut self, number: u32, values: Vec<Value>) {
        if values.is_empty() {
            return;
        }
        match self.fields.binary_search_by_key(&number, |(number, _)| *number) {
            Ok(at) => self.fields[at].1 = values,
            Err(at) => self.fields.insert(at, (number, values)),
        }
    }

    /// All fields that are there, with their values.
    pub(super) fn fields(&self) -> impl Iterator<Item = (u32, &[Value])> {
        self.fields.iter().map(|(number, values)| (*number, &**values))
    }

    /// Acts on each message of a type in the tree, on those inside of another first.
    pub(super) fn each<E>(
        &mut self,
        ty: TypeId,
        act: &mut impl FnMut(&mut Tree) -> Result<(), E>,
    ) -> Result<(), E> {
        for (_, values) in &mut self.fields {
            for value in values {
                if let Value::Tree(tree) = value {
                    tree.each(ty, act)?;
                }
            }
        }
        if self.ty == ty { act(self) } else { Ok(()) }
    }

    /// Looks at each message in the tree.
    pub fn visit(&self, look: &mut impl FnMut(&Tree)) {
        look(self);
        for (_, values) in &self.fields {
            for value in values {
                if let Value::Tree(tree) = value {
                    tree.visit(look);
                }
            }
        }
    }

    /// The number of bytes that [`Tree::encode`] gives.
    pub fn size(&self, layout: &Layout) -> u64 {
        let ty = layout.get(self.ty);
        let fields = self.fields().filter_map(|(number, values)| Some((ty.field(number)?, values)));
        fields.map(|(field, values)| size_of_field(layout, field, values)).sum::<u64>()
            + self.unknown.len() as u64
    }

    /// The canonical bytes of the message: fields in order of their numbers, then what is unknown.
    pub fn encode(&self, layout: &Layout) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(layout, &mut out);
        out
    }

    fn write(&self, layout: &Layout, out: &mut Vec<u8>) {
        let ty = layout.get(self.ty);
        for (number, values) in self.fields() {
            let Some(field) = ty.field(number) else { continue };
            write_field(layout, field, values, out);
        }
        out.extend_from_slice(&self.unknown);
    }

    /// The tree with sorted maps; see [`Tree::sort_maps`].
    #[must_use]
    pub fn with_sorted_maps(mut self, layout: &Layout) -> Tree {
        self.sort_maps(layout);
        self
    }

    /// Puts the entries of each map in the order of their keys: readers do not look at their order.
    pub fn sort_maps(&mut self, layout: &Layout) {
        let ty = layout.get(self.ty);
        for (number, values) in &mut self.fields {
            for value in &mut *values {
                if let Value::Tree(tree) = value {
                    tree.sort_maps(layout);
                }
            }
            if ty.field(*number).is_some_and(|field| field.label == Label::Map) {
                values.sort_by_cached_key(|entry| match entry {
                    Value::Tree(entry) => entry.encode(layout),
                    _ => Vec::new(),
                });
            }
        }
    }
}

impl Value {
    pub(super) fn bits(&self) -> u64 {
        match self {
            Value::Bits(bits) => *bits,
            _ => 0,
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Value::Bytes(bytes) => bytes,
            _ => &[],
        }
    }

    pub(super) fn tree(&self) -> Option<&Tree> {
        match self {
            Value::Tree(tree) => Some(tree),
            _ => None,
        }
    }

    /// Whether a field without presence leaves it out.
    pub(super) fn is_zero(&self) -> bool {
        match self {
            Value::Bits(bits) => *bits == 0,
            Value::Bytes(bytes) => bytes.is_empty(),
            Value::Tree(_) => false,
        }
    }

    /// The value of an unset field.
    pub(super) fn zero(field: &Field) -> Value {
        match (field.kind, field.message) {
            (Kind::String | Kind::Bytes, _) => Value::Bytes(Box::from([])),
            (Kind::Message | Kind::Group, Some(ty)) => Value::Tree(Box::new(Tree::empty(ty))),
            _ => Value::Bits(0),
        }
    }
}

fn of_node(layout: &Layout, message: Message<'_>, node: NodeId) -> Tree {
    let (id, ty) = (message.type_id(node), message.ty(node));
    let mut tree = Tree::empty(id);
    if ty.is_map_entry {
        // An entry has its key and its value, whatever they are.
        for (field, index) in ty.fields().iter().zip(0..) {
            let written = message.slot(node, index).and_then(|slot| message.only(slot));
            let value = written.map(|element| of_element(layout, message, field, element));
            tree.fields.push((field.number, vec![value.unwrap_or_else(|| Value::zero(field))]));
        }
        return tree;
    }
    for slot in message.slots(node) {
        let field = &ty.fields()[slot.field as usize];
        let values = of_slot(layout, message, field, slot);
        if !values.is_empty() {
            tree.fields.push((field.number, values));
        }
    }
    for unknown in message.unknowns(node) {
        keep_unknown(layout, message, ty, unknown, &mut tree.unknown);
    }
    tree
}

fn of_slot(layout: &Layout, message: Message<'_>, field: &Field, slot: &Slot) -> Vec<Value> {
    if field.kind.is_packable() && field.is_repeated() {
        let mut values = Vec::new();
        let push = |bits, _| {
            values.push(Value::Bits(bits));
            Ok::<(), std::convert::Infallible>(())
        };
        let Ok(()) = message.try_each_scalar(slot, field.kind, push);
        return values;
    }
    let value = |element| of_element(layout, message, field, element);
    if field.is_repeated() {
        return message.elements(slot).map(value).collect();
    }
    let only = message.only(slot).map(value);
    only.filter(|value| field.label != Label::Implicit || !value.is_zero()).into_iter().collect()
}

fn of_element(layout: &Layout, message: Message<'_>, field: &Field, element: Element<'_>) -> Value {
    match element.value {
        ElementValue::Bits(bits) => Value::Bits(bits),
        ElementValue::Bytes(bytes) => Value::Bytes(bytes.into()),
        ElementValue::Message(None) => Value::zero(field),
        ElementValue::Message(Some(node)) => {
            let tree = of_node(layout, message, node);
            match field.kind.is_message() {
                true => Value::Tree(Box::new(tree)),
                // What an `Any` holds.
                false => Value::Bytes(tree.encode(layout).into()),
            }
        }
    }
}

fn keep_unknown(layout: &Layout, message: Message<'_>, ty: &Type, unknown: Unknown, out: &mut Vec<u8>) {
    match unknown {
        Unknown::Raw { offset, len } => out.extend_from_slice(message.raw(offset, len)),
        Unknown::Value { field, bits, .. } => {
            let field = &ty.fields()[field as usize];
            put_tag(field, field.kind.wire_type(), out);
            put_scalar(field.kind, bits, out);
        }
        Unknown::Entry { field, entry, .. } => {
            let field = &ty.fields()[field as usize];
            put_tag(field, WireType::Len, out);
            put_bytes(&of_node(layout, message, entry).encode(layout), out);
        }
    }
}

fn write_field(layout: &Layout, field: &Field, values: &[Value], out: &mut Vec<u8>) {
    if field.is_packed() && field.kind.is_packable() {
        put_tag(field, WireType::Len, out);
        varint::put(out, values.iter().map(|value| scalar(field.kind, value.bits())).sum());
        values.iter().for_each(|value| put_scalar(field.kind, value.bits(), out));
        return;
    }
    for value in values {
        match value {
            Value::Bits(bits) => {
                put_tag(field, field.kind.wire_type(), out);
                put_scalar(field.kind, *bits, out);
            }
            Value::Bytes(bytes) => {
                put_tag(field, WireType::Len, out);
                put_bytes(bytes, out);
            }
            Value::Tree(tree) if field.kind == Kind::Group => {
                put_tag(field, WireType::StartGroup, out);
                tree.write(layout, out);
                put_tag(field, WireType::EndGroup, out);
            }
            Value::Tree(tree) => {
                put_tag(field, WireType::Len, out);
                put_bytes(&tree.encode(layout), out);
            }
        }
    }
}

fn size_of_field(layout: &Layout, field: &Field, values: &[Value]) -> u64 {
    let tag = varint::tag_len(field.number) as u64;
    let of_value = |value: &Value| match value {
        Value::Bits(bits) => scalar(field.kind, *bits),
        Value::Bytes(bytes) => delimited(bytes.len() as u64),
        Value::Tree(tree) if field.kind == Kind::Group => tree.size(layout) + tag,
        Value::Tree(tree) => delimited(tree.size(layout)),
    };
    let all: u64 = values.iter().map(of_value).sum();
    match field.is_packed() && field.kind.is_packable() {
        true => tag + delimited(all),
        false => tag * values.len() as u64 + all,
    }
}

pub(super) fn scalar(kind: Kind, bits: u64) -> u64 {
    match kind.wire_type() {
        WireType::Fixed32 => 4,
        WireType::Fixed64 => 8,
        _ => varint::len(bits) as u64,
    }
}

pub(super) fn delimited(payload: u64) -> u64 {
    varint::len(payload) as u64 + payload
}

fn put_tag(field: &Field, wire_type: WireType, out: &mut Vec<u8>) {
    varint::put(out, u64::from(field.number) << 3 | wire_type as u64);
}

fn put_scalar(kind: Kind, bits: u64, out: &mut Vec<u8>) {
    match kind.wire_type() {
        WireType::Fixed32 => out.extend_from_slice(&(bits as u32).to_le_bytes()),
        WireType::Fixed64 => out.extend_from_slice(&bits.to_le_bytes()),
        _ => varint::put(out, bits),
    }
}

fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    varint::put(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}
