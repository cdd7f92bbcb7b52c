//! Message types as tables that own what they say: all that is needed to read the bytes of one type.
//! Made from a schema and free of it; judges nothing.

use crate::kind::Kind;
use protune_compiler::schema::{
    Cardinality, FieldView, Global, MessageId, MessageView, Schema, Type as FieldType,
};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The types that can be in a message of one type. Cheap to clone, and shareable between threads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layout {
    /// In order of their names.
    types: Vec<Arc<Type>>,
    root: TypeId,
    any: Option<TypeId>,
}

/// A type of a [`Layout`]: its place in the order of full names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct TypeId(pub(crate) u32);

/// A message type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Type {
    /// The full name.
    pub name: Box<str>,
    /// Stands for the entries of a map.
    pub is_map_entry: bool,
    fields: Vec<Field>,
    /// Places in `fields`, one more than they are, by number; 0 is none.
    dense: Box<[u16]>,
    /// By [`Field::oneof`]; without those that stand for `optional`.
    pub oneofs: Box<[Box<str>]>,
    /// Numbers that no field may have, both ends included.
    pub reserved: Box<[(u32, u32)]>,
    /// Numbers that are left to extensions, both ends included.
    pub extension_ranges: Box<[(u32, u32)]>,
}

/// A field of a message, or an extension of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// The full name, if it is an extension.
    pub name: Box<str>,
    /// Its number.
    pub number: u32,
    /// Its type.
    pub kind: Kind,
    /// Number of times that it can occur.
    pub label: Label,
    /// The place in [`Type::oneofs`].
    pub oneof: Option<u32>,
    /// The type of a message, also of the entries of a map.
    pub message: Option<TypeId>,
    /// Numbers that a closed enum declares, sorted; other numbers are unknown fields.
    pub closed: Option<Arc<[i32]>>,
    /// An `extend` block declares it.
    pub is_extension: bool,
}

/// Number of times that a field can occur.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Label {
    /// Singular; zero is as if it was never set.
    Implicit,
    /// Singular, with unset distinct from zero. So are members of oneofs and messages.
    Explicit,
    /// Always there.
    Required,
    /// Any number of values.
    Repeated {
        /// Whether it is declared to be packed.
        packed: bool,
    },
    /// Its kind is [`Kind::Message`], and its type that of the entries.
    Map,
}

impl Layout {
    /// The layout of the message of this full name, of the first file that declares it; `None` if none does.
    ///
    /// ```
    /// let schema = protune_compiler::compile([("a.proto", "message A { optional int32 b = 1; }")], |_| None);
    /// let layout = protune_wire::Layout::of(&schema, "A").expect("it is declared");
    /// assert_eq!(layout.get(layout.root()).field(1).map(|field| field.kind.name()), Some("int32"));
    /// ```
    ///
    /// Fields that make no sense, of a schema with problems, are left out.
    pub fn of(schema: &Schema, root: &str) -> Option<Layout> {
        let mut messages = schema.files().flat_map(|file| file.messages());
        Some(Layout::of_message(messages.find(|message| message.full_name() == root)?))
    }

    /// The layout of a message: with the types of its fields and of all extensions that its schema declares.
    /// Where a `google.protobuf.Any` can be, that is every message of the schema.
    pub fn of_message(root: MessageView<'_>) -> Layout {
        let mut reach = Reach::new(root.file.schema());
        reach.add(root);
        if reach.messages.values().any(|message| message.full_name() == ANY) {
            reach.add_all();
        }
        reach.layout(root)
    }

    /// The type of the messages.
    pub fn root(&self) -> TypeId {
        self.root
    }

    /// `google.protobuf.Any`, if it can be in there.
    #[inline]
    pub(crate) fn any(&self) -> Option<TypeId> {
        self.any
    }

    /// A type of the layout.
    ///
    /// # Panics
    /// If the id is of a layout with more types.
    #[inline]
    pub fn get(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    /// All types, in order of their ids and names.
    pub fn types(&self) -> impl ExactSizeIterator<Item = (TypeId, &Type)> {
        self.types.iter().enumerate().map(|(at, ty)| (TypeId(at as u32), &**ty))
    }

    /// The type of this full name.
    pub fn find(&self, full_name: &str) -> Option<TypeId> {
        let at = self.types.binary_search_by(|ty| (*ty.name).cmp(full_name)).ok()?;
        Some(TypeId(at as u32))
    }

    /// Gives a type other fields, in this layout alone. They are in order of their numbers.
    pub(crate) fn change(&mut self, id: TypeId, fields: Vec<Field>) {
        let ty = Arc::make_mut(&mut self.types[id.0 as usize]);
        ty.dense = dense(&fields);
        ty.fields = fields;
    }

    /// The first field, by its full name, that is not encoded alike in another layout with the same root.
    /// Messages that can no longer be reached are not looked at, nor what is reserved.
    pub fn difference(&self, other: &Layout) -> Option<String> {
        let [ty, that] = [self.get(self.root), other.get(other.root)];
        if ty.name != that.name {
            return Some(ty.name.to_string());
        }
        let mut open = vec![self.root];
        let mut seen = FxHashSet::default();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let ty = self.get(id);
            let Some(that) = other.find(&ty.name).map(|id| other.get(id)) else {
                return Some(ty.name.to_string());
            };
            if let Some(number) = first_difference((self, ty), (other, that)) {
                let name = ty.field(number).or(that.field(number)).map_or("", |field| &field.name);
                return Some(format!("{}.{name}", ty.name));
            }
            open.extend(ty.fields.iter().filter_map(|field| field.message));
        }
        None
    }
}

fn first_difference((this, a): (&Layout, &Type), (other, b): (&Layout, &Type)) -> Option<u32> {
    let numbers: BTreeSet<u32> = a.fields.iter().chain(&b.fields).map(|field| field.number).collect();
    numbers.into_iter().find(|&number| {
        let (Some(a_field), Some(b_field)) = (a.field(number), b.field(number)) else { return true };
        let name_of = |layout: &Layout, field: &Field| field.message.map(|id| layout.get(id).name.clone());
        let oneof = |ty: &Type, field: &Field| field.oneof.map(|at| ty.oneofs[at as usize].clone());
        let shape = |field: &Field| (field.name.clone(), field.kind, field.label, field.is_extension);
        shape(a_field) != shape(b_field)
            || a_field.closed != b_field.closed
            || oneof(a, a_field) != oneof(b, b_field)
            || name_of(this, a_field) != name_of(other, b_field)
    })
}

/// The message that holds a message of any type.
const ANY: &str = "google.protobuf.Any";

impl Type {
    /// In order of their numbers.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// The field of this number.
    #[inline]
    pub fn field(&self, number: u32) -> Option<&Field> {
        Some(&self.fields[self.index(number)?])
    }

    /// The place of a field in [`Type::fields`].
    #[inline]
    pub fn index(&self, number: u32) -> Option<usize> {
        match self.dense.get(number as usize) {
            Some(&place) => usize::from(place).checked_sub(1),
            None => self.search(number),
        }
    }

    fn search(&self, number: u32) -> Option<usize> {
        self.fields.binary_search_by_key(&number, |field| field.number).ok()
    }
}

/// Numbers below this one are looked up in a table, if they are used at all.
const DENSE: usize = 512;

fn dense(fields: &[Field]) -> Box<[u16]> {
    let low = fields.iter().take_while(|field| (field.number as usize) < DENSE);
    let mut dense = vec![0; low.clone().last().map_or(0, |last| last.number as usize + 1)];
    for (field, place) in low.zip(1..) {
        dense[field.number as usize] = place;
    }
    dense.into()
}

impl Field {
    /// Whether it can have several values; maps included.
    pub fn is_repeated(&self) -> bool {
        matches!(self.label, Label::Repeated { .. } | Label::Map)
    }

    /// Whether it is declared to be packed.
    pub fn is_packed(&self) -> bool {
        self.label == Label::Repeated { packed: true }
    }
}

/// The messages that can be reached, by name.
struct Reach<'s> {
    schema: &'s Schema,
    messages: BTreeMap<&'s str, MessageView<'s>>,
    extensions: FxHashMap<Global<MessageId>, Vec<FieldView<'s>>>,
}

impl<'s> Reach<'s> {
    fn new(schema: &'s Schema) -> Reach<'s> {
        let mut extensions: FxHashMap<_, Vec<_>> = FxHashMap::default();
        for extension in schema.files().flat_map(|file| file.extensions()) {
            if let Some(extendee) = extension.extendee() {
                extensions.entry(extendee.global()).or_default().push(extension);
            }
        }
        Reach { schema, messages: BTreeMap::new(), extensions }
    }

    /// A message, and what its fields lead to.
    fn add(&mut self, message: MessageView<'s>) {
        let mut open = vec![message];
        while let Some(message) = open.pop() {
            if self.messages.contains_key(message.full_name()) {
                continue;
            }
            self.messages.insert(message.full_name(), message);
            open.extend(self.fields(message).filter_map(FieldView::message_type));
        }
    }

    fn add_all(&mut self) {
        for message in self.schema.files().flat_map(|file| file.messages()) {
            self.add(message);
        }
    }

    fn fields(&self, message: MessageView<'s>) -> impl Iterator<Item = FieldView<'s>> {
        let extensions = self.extensions.get(&message.global()).into_iter().flatten().copied();
        message.fields().chain(extensions)
    }

    fn layout(&self, root: MessageView<'_>) -> Layout {
        let ids: FxHashMap<&str, TypeId> = self.messages.keys().copied().zip((0..).map(TypeId)).collect();
        let types = self.messages.values().map(|&message| Arc::new(self.ty(message, &ids)));
        Layout { types: types.collect(), root: ids[root.full_name()], any: ids.get(ANY).copied() }
    }

    fn ty(&self, message: MessageView<'s>, ids: &FxHashMap<&str, TypeId>) -> Type {
        let mut fields: Vec<Field> = self.fields(message).filter_map(|view| field(view, ids)).collect();
        fields.sort_by_key(|field| field.number);
        fields.dedup_by_key(|field| field.number);
        let reserved = message.reserved_ranges().map(|range| range.numbers().into_inner());
        let extensions = message.extension_ranges().map(|range| range.numbers().into_inner());
        Type {
            name: message.full_name().into(),
            is_map_entry: message.is_map_entry(),
            dense: dense(&fields),
            fields,
            oneofs: message.oneofs().map(|oneof| oneof.name().into()).collect(),
            reserved: reserved.filter_map(as_numbers).collect(),
            extension_ranges: extensions.filter_map(as_numbers).collect(),
        }
    }
}

fn as_numbers((first, last): (i32, i32)) -> Option<(u32, u32)> {
    Some((u32::try_from(first).ok()?, u32::try_from(last).ok()?))
}

fn field(view: FieldView<'_>, ids: &FxHashMap<&str, TypeId>) -> Option<Field> {
    let kind = match view.ty() {
        FieldType::Scalar(scalar) => Kind::from(scalar),
        FieldType::Enum(_) => Kind::Enum,
        FieldType::Message(_) if view.is_delimited() => Kind::Group,
        FieldType::Message(_) => Kind::Message,
        FieldType::Unknown => return None,
    };
    let name = if view.is_extension() { view.extension_name() } else { view.name() };
    Some(Field {
        name: name.into(),
        number: u32::try_from(view.number()?).ok()?,
        kind: if view.is_map() { Kind::Message } else { kind },
        label: label(view),
        oneof: view.oneof().map(|oneof| oneof.position() as u32),
        message: view.message_type().and_then(|message| ids.get(message.full_name()).copied()),
        closed: closed_values(view),
        is_extension: view.is_extension(),
    })
}

fn label(view: FieldView<'_>) -> Label {
    match view.cardinality() {
        Cardinality::Implicit => Label::Implicit,
        Cardinality::Explicit => Label::Explicit,
        Cardinality::Required => Label::Required,
        Cardinality::Repeated => Label::Repeated { packed: view.is_packed() },
        Cardinality::Map => Label::Map,
    }
}

fn closed_values(view: FieldView<'_>) -> Option<Arc<[i32]>> {
    let of = view.enum_type().filter(|of| !of.is_open())?;
    let mut values: Vec<i32> = of.values().filter_map(|value| value.number()).collect();
    values.sort_unstable();
    values.dedup();
    Some(values.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(texts: &[&str], root: &str) -> Layout {
        let sources = texts.iter().enumerate().map(|(at, text)| (format!("{at}.proto"), *text));
        let schema = protune_compiler::compile(sources, |_| None);
        assert!(schema.problems().is_empty(), "{:?}", schema.problems());
        Layout::of(&schema, root).expect("declared")
    }

    const PETS: &str = r#"
        syntax = "proto2";
        message Cat {
          required string name = 1;
          repeated int32 lives = 2 [packed = true];
          optional Fur fur = 2000;
          oneof home { Cat owner = 5; bool stray = 6; }
          map<string, Cat> kittens = 7;
          optional group Tail = 8 {}
          reserved 9, 20 to 29;
          extensions 100 to 200;
          enum Fur { SHORT = 3; LONG = 1; }
        }
        extend Cat { repeated double weights = 150; }
        message Dog {}
    "#;

    #[test]
    fn fields_as_they_are_declared() {
        let layout = layout(&[PETS], "Cat");
        let names: Vec<&str> = layout.types().map(|(_, ty)| &*ty.name).collect();
        assert_eq!(names, ["Cat", "Cat.KittensEntry", "Cat.Tail"]);
        let cat = layout.get(layout.root());
        let shape = |number| cat.field(number).map(|field| (&*field.name, field.kind, field.label));
        assert_eq!(shape(1), Some(("name", Kind::String, Label::Required)));
        assert_eq!(shape(2), Some(("lives", Kind::Int32, Label::Repeated { packed: true })));
        assert_eq!(shape(2000), Some(("fur", Kind::Enum, Label::Explicit)));
        assert_eq!(shape(7), Some(("kittens", Kind::Message, Label::Map)));
        assert_eq!(shape(8), Some(("tail", Kind::Group, Label::Explicit)));
        assert_eq!(shape(150), Some(("weights", Kind::Double, Label::Repeated { packed: false })));
        assert_eq!([0, 3, 151, 1999, u32::MAX].map(shape), [None; 5]);
        let fur = cat.field(2000).expect("declared");
        assert_eq!(fur.closed.as_deref(), Some(&[1, 3][..]));
        assert_eq!(
            cat.field(5).map(|field| (field.oneof, field.message)),
            Some((Some(0), Some(layout.root())))
        );
        assert_eq!(&*cat.reserved, [(9, 9), (20, 29)]);
        assert_eq!(&*cat.extension_ranges, [(100, 200)]);
        let numbers: Vec<u32> = cat.fields().iter().map(|field| field.number).collect();
        assert_eq!(numbers, [1, 2, 5, 6, 7, 8, 150, 2000]);
    }

    #[test]
    fn presence_and_enums_of_editions() {
        let edition = r#"
            edition = "2023";
            message A {
              int32 implicit = 1 [features.field_presence = IMPLICIT];
              int32 explicit = 2;
              A delimited = 3 [features.message_encoding = DELIMITED];
              repeated int32 expanded = 4 [features.repeated_field_encoding = EXPANDED];
              Open open = 5;
            }
            enum Open { ZERO = 0; }
        "#;
        let layout = layout(&[edition], "A");
        let a = layout.get(layout.root());
        let labels: Vec<Label> = a.fields().iter().map(|field| field.label).collect();
        let expanded = Label::Repeated { packed: false };
        assert_eq!(labels, [Label::Implicit, Label::Explicit, Label::Explicit, expanded, Label::Explicit]);
        assert_eq!(a.field(3).map(|field| field.kind), Some(Kind::Group));
        assert_eq!(a.field(5).map(|field| field.closed.is_none()), Some(true));
    }

    /// The content of an `Any` is known only from its URL.
    #[test]
    fn any_reaches_every_message() {
        let holder = "syntax = \"proto3\"; import \"google/protobuf/any.proto\"; message H { google.protobuf.Any any = 1; }";
        let layout = layout(&[holder, PETS], "H");
        assert!(["H", "Cat", "Dog", "google.protobuf.Any"].iter().all(|name| layout.find(name).is_some()));
    }
}
