//! Declarations of one file in flat tables: one row for each declaration, and ids instead of pointers. Contains nothing
//! that depends on another file.

use super::letters::NameLetters;
use super::names::{Name, Names};
use super::ordered::Ordered;
use super::symbols::{Symbols, TopLevelSymbol};
use crate::problem::TextErrors;
use crate::syntax::{ImportKind, Label, Node, NodeId, OptionEntry, Tree, Visibility};
use crate::text::{LineIndex, Span, Text};
use std::sync::OnceLock;

/// A file of a schema: its place in the list that was linked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(pub(crate) u32);

impl FileId {
    /// Names the file at this place of the list that is linked, counted from 0. Whether a schema has one there is
    /// for [`Schema::has`](super::Schema::has) to say; views of files that a schema does not have panic.
    ///
    /// # Panics
    /// If there cannot be that many files: 2^32 and more.
    #[inline]
    pub const fn new(index: usize) -> FileId {
        assert!(index <= u32::MAX as usize, "more files than can be numbered");
        FileId(index as u32)
    }

    /// Returns the place in the list.
    #[inline]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident => $table:ident: $row:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
            pub struct $id(pub(crate) u32);

            impl RowId for $id {
                fn from_index(index: u32) -> Self {
                    $id(index)
                }

                fn index(self) -> usize {
                    self.0 as usize
                }
            }

            impl std::ops::Index<$id> for File {
                type Output = $row;

                fn index(&self, id: $id) -> &$row {
                    &self.$table[id.0 as usize]
                }
            }
        )*
    };
}

ids! {
    /// A message of a file. Like the other ids of declarations, it comes from a view and means something in the
    /// file of that view only.
    MessageId => messages: Message;
    /// A field of a message, or an extension.
    FieldId => fields: Field;
    /// A oneof.
    OneofId => oneofs: Oneof;
    /// An `extend` block.
    ExtendId => extends: Extend;
    /// An enum.
    EnumId => enums: Enum;
    /// A value of an enum.
    ValueId => values: EnumValue;
    /// A service.
    ServiceId => services: Service;
    /// An RPC.
    MethodId => methods: Method;
    /// A range of numbers that are reserved or left to extensions.
    RangeId => ranges: NumberRange;
    /// A reserved name.
    ReservedNameId => reserved_names: ReservedName;
    /// An option.
    OptionId => options: OptionRow;
    /// An import.
    ImportId => imports: Import;
}

/// The id of a row of one of the tables of a [`File`].
pub trait RowId: Copy {
    /// The id of this row, whether a file has it or not.
    fn from_index(index: u32) -> Self;
    /// The row.
    fn index(self) -> usize;
}

/// A run of rows of one table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rows<I> {
    start: u32,
    end: u32,
    of: std::marker::PhantomData<I>,
}

impl<I: RowId> Rows<I> {
    pub(crate) fn new(start: usize, end: usize) -> Rows<I> {
        Rows { start: start as u32, end: end as u32, of: std::marker::PhantomData }
    }

    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The place of a row in the run.
    pub fn position(self, id: I) -> usize {
        id.index() - self.start as usize
    }

    /// The part of a table, or of one in another order, that these rows are.
    pub(super) fn of<T>(self, table: &[T]) -> &[T] {
        &table[self.start as usize..self.end as usize]
    }

    /// See [`Rows::of`].
    pub(super) fn of_mut<T>(self, table: &mut [T]) -> &mut [T] {
        &mut table[self.start as usize..self.end as usize]
    }

    pub fn iter(self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator {
        (self.start..self.end).map(I::from_index)
    }
}

impl<I> Default for Rows<I> {
    fn default() -> Self {
        Rows { start: 0, end: 0, of: std::marker::PhantomData }
    }
}

/// The edition of a file; proto2 and proto3 count as editions, as in `descriptor.proto`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(i32)]
pub enum Edition {
    /// `syntax = "proto2"`, or no statement.
    Proto2 = 998,
    /// `syntax = "proto3"`
    Proto3 = 999,
    /// `edition = "2023"`
    E2023 = 1000,
    /// `edition = "2024"`
    E2024 = 1001,
    /// `edition = "2026"`
    E2026 = 1002,
    /// Unreleased edition for experiments.
    Unstable = 9999,
}

impl Edition {
    /// Written with `edition = "..."`, not with `syntax` or nothing.
    pub fn is_edition(self) -> bool {
        self >= Edition::E2023
    }
}

/// Declarations of one text, and its tree.
#[derive(Debug)]
pub struct File {
    /// The name that other files import it by.
    pub(crate) name: Box<str>,
    pub(crate) tree: Tree,
    pub(super) lines: OnceLock<LineIndex>,
    /// Hash of everything that other files can see; see `interface`.
    pub(super) interface: OnceLock<u64>,
    /// See `letters`.
    pub(super) name_letters: OnceLock<NameLetters>,
    /// See `ordered`.
    pub(super) ordered: OnceLock<Ordered>,
    pub(crate) names: Names,
    pub(crate) edition: Edition,
    /// The `syntax` or `edition` statement.
    pub(crate) syntax: Option<NodeId>,
    /// Empty when there is none.
    pub(crate) package: Name,
    pub(crate) package_statement: Option<NodeId>,
    pub(crate) imports: Vec<Import>,
    /// The options of the file itself.
    pub(crate) file_options: Rows<OptionId>,
    pub(crate) options: Vec<OptionRow>,
    /// `optimize_for` is `LITE_RUNTIME`.
    pub(super) is_lite: bool,
    /// In pre-order: a message, then those inside it.
    pub(crate) messages: Vec<Message>,
    pub(crate) fields: Vec<Field>,
    pub(crate) oneofs: Vec<Oneof>,
    pub(crate) extends: Vec<Extend>,
    pub(crate) enums: Vec<Enum>,
    pub(crate) values: Vec<EnumValue>,
    pub(crate) ranges: Vec<NumberRange>,
    pub(crate) reserved_names: Vec<ReservedName>,
    pub(crate) services: Vec<Service>,
    pub(crate) methods: Vec<Method>,
    /// The enums and extends that stand outside messages.
    pub(crate) top_enums: Rows<EnumId>,
    pub(crate) top_extends: Rows<ExtendId>,
    /// Top-level declarations; the first of each name.
    pub(super) top_level: Box<[TopLevelSymbol]>,
    pub(super) symbols: Symbols,
    pub(super) problems: TextErrors,
}

impl File {
    /// The name that other files import it by.
    pub fn import_name(&self) -> &str {
        &self.name
    }

    /// Sets the name that it is imported by.
    pub fn set_import_name(&mut self, name: impl Into<Box<str>>) {
        self.name = name.into();
    }

    /// The tree that it was read from.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The text that it was read from.
    pub fn text(&self) -> &str {
        self.tree.text()
    }

    /// The name of the package; empty when there is none.
    pub fn package(&self) -> &str {
        self.name(self.package)
    }

    /// The names of the files that it imports, each with the span of the string, in text order.
    pub fn imported_names(&self) -> impl ExactSizeIterator<Item = (&str, Span)> {
        self.imports.iter().map(|import| (self.name(import.file), import.file_span))
    }

    /// The names of its messages, enums, enum values, extensions and services, nested ones included, without what
    /// is around them: all that can stand right below a package.
    pub fn declared_names(&self) -> impl Iterator<Item = &str> {
        let messages = self.messages.iter().map(|message| message.name);
        let enums = self.enums.iter().map(|of| of.name).chain(self.values.iter().map(|value| value.name));
        let extensions = self.extends.iter().flat_map(|extend| extend.fields.iter());
        let extensions = extensions.map(|field| self[field].name);
        let services = self.services.iter().map(|service| service.name);
        messages.chain(enums).chain(extensions).chain(services).map(|name| self.name(name))
    }

    /// The full names of its messages, nested ones and map entries included.
    pub fn message_names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.messages.iter().map(|message| self.name(message.full_name))
    }

    /// The types of each RPC as they are written: what it takes, and what it returns.
    pub fn rpc_types(&self) -> impl Iterator<Item = [&str; 2]> {
        self.methods.iter().map(|method| [method.input, method.output].map(|ty| self.name(ty.name)))
    }

    pub(crate) fn name(&self, name: Name) -> &str {
        self.names.get(name)
    }

    /// Returns the text with its lines, which are found on first use.
    pub fn lines(&self) -> Text<'_> {
        self.lines.get_or_init(|| LineIndex::new(self.text())).of(self.text())
    }

    pub(crate) fn span(&self, node: NodeId) -> Span {
        self.tree.node(node).span()
    }

    /// An option as it is written.
    pub(super) fn option_entry(&self, id: OptionId) -> Option<OptionEntry<'_>> {
        OptionEntry::cast(self.tree.node(self[id].node))
    }

    /// The last option whose name is `name`, without dots and extensions.
    pub(super) fn plain_entry(&self, options: Rows<OptionId>, name: &str) -> Option<OptionEntry<'_>> {
        let plain = options.iter().rev().filter(|&id| !self[id].is_custom);
        let mut entries = plain.filter_map(|id| self.option_entry(id));
        entries.find(|entry| entry.name().is_some_and(|of| of.text() == name))
    }

    /// Text of the value of that option.
    pub(super) fn plain_value(&self, options: Rows<OptionId>, name: &str) -> Option<&str> {
        self.plain_entry(options, name)?.value().map(Node::text)
    }
}

#[derive(Debug)]
pub struct Import {
    pub node: NodeId,
    pub kind: ImportKind,
    /// The name of the file.
    pub file: Name,
    /// The string that names it.
    pub file_span: Span,
}

/// One option as it stands in the text; several may speak of one field of the options message.
#[derive(Debug)]
pub struct OptionRow {
    pub node: NodeId,
    /// The name begins with an extension: `(a.b)`.
    pub(super) is_custom: bool,
}

#[derive(Debug)]
pub struct Message {
    pub node: NodeId,
    pub name: Name,
    pub full_name: Name,
    pub name_span: Span,
    pub kind: MessageKind,
    pub visibility: Option<Visibility>,
    /// `message_set_wire_format` is set.
    pub(super) is_message_set: bool,
    /// The message that it stands in.
    pub parent: Option<MessageId>,
    /// One past the last message inside it.
    pub end: MessageId,
    pub options: Rows<OptionId>,
    pub fields: Rows<FieldId>,
    pub oneofs: Rows<OneofId>,
    pub extends: Rows<ExtendId>,
    pub enums: Rows<EnumId>,
    pub extension_ranges: Rows<RangeId>,
    pub reserved_ranges: Rows<RangeId>,
    pub reserved_names: Rows<ReservedNameId>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MessageKind {
    Plain,
    /// Declared together with a field of type `group`.
    Group,
    /// Stands for the entries of a map field; nobody wrote it.
    MapEntry,
}

#[derive(Debug)]
pub struct Field {
    pub node: NodeId,
    pub name: Name,
    pub name_span: Span,
    /// `None` when it is missing or out of range.
    pub number: Option<i32>,
    pub label: Option<Label>,
    pub ty: TypeName,
    pub parent: FieldParent,
    pub oneof: Option<OneofId>,
    pub options: Rows<OptionId>,
    /// Full name of an extension; empty for the field of a message.
    pub full_name: Name,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FieldParent {
    Message(MessageId),
    Extend(ExtendId),
}

/// A type as it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TypeName {
    Scalar(Scalar),
    /// A reference that other files may be needed for.
    Named {
        name: Name,
        span: Span,
    },
    /// The message that a group or a map field declares.
    Group(MessageId),
    Map(MessageId),
    /// The text is broken here.
    Missing,
}

/// A type of fields that is neither a message nor an enum.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scalar {
    /// `double`
    Double,
    /// `float`
    Float,
    /// `int64`
    Int64,
    /// `uint64`
    Uint64,
    /// `int32`
    Int32,
    /// `fixed64`
    Fixed64,
    /// `fixed32`
    Fixed32,
    /// `bool`
    Bool,
    /// `string`
    String,
    /// `bytes`
    Bytes,
    /// `uint32`
    Uint32,
    /// `sfixed32`
    Sfixed32,
    /// `sfixed64`
    Sfixed64,
    /// `sint32`
    Sint32,
    /// `sint64`
    Sint64,
}

impl Scalar {
    /// All scalar types.
    pub const ALL: &[Scalar] = &[
        Scalar::Double,
        Scalar::Float,
        Scalar::Int64,
        Scalar::Uint64,
        Scalar::Int32,
        Scalar::Fixed64,
        Scalar::Fixed32,
        Scalar::Bool,
        Scalar::String,
        Scalar::Bytes,
        Scalar::Uint32,
        Scalar::Sfixed32,
        Scalar::Sfixed64,
        Scalar::Sint32,
        Scalar::Sint64,
    ];

    /// Returns the scalar type with this name in an edition.
    pub fn from_name(name: &str, edition: Edition) -> Option<Scalar> {
        if edition == Edition::Unstable
            && let Some(meaning) = unstable_integer(name)
        {
            return meaning;
        }
        Some(match name {
            "double" => Scalar::Double,
            "float" => Scalar::Float,
            "int64" => Scalar::Int64,
            "uint64" => Scalar::Uint64,
            "int32" => Scalar::Int32,
            "fixed64" => Scalar::Fixed64,
            "fixed32" => Scalar::Fixed32,
            "bool" => Scalar::Bool,
            "string" => Scalar::String,
            "bytes" => Scalar::Bytes,
            "uint32" => Scalar::Uint32,
            "sfixed32" => Scalar::Sfixed32,
            "sfixed64" => Scalar::Sfixed64,
            "sint32" => Scalar::Sint32,
            "sint64" => Scalar::Sint64,
            _ => return None,
        })
    }

    /// The word for it in proto2 and proto3: `int32`.
    pub fn name(self) -> &'static str {
        match self {
            Scalar::Double => "double",
            Scalar::Float => "float",
            Scalar::Int64 => "int64",
            Scalar::Uint64 => "uint64",
            Scalar::Int32 => "int32",
            Scalar::Fixed64 => "fixed64",
            Scalar::Fixed32 => "fixed32",
            Scalar::Bool => "bool",
            Scalar::String => "string",
            Scalar::Bytes => "bytes",
            Scalar::Uint32 => "uint32",
            Scalar::Sfixed32 => "sfixed32",
            Scalar::Sfixed64 => "sfixed64",
            Scalar::Sint32 => "sint32",
            Scalar::Sint64 => "sint64",
        }
    }

    /// A repeated field of this type may be packed: its wire type is not length-delimited.
    pub fn is_packable(self) -> bool {
        !matches!(self, Scalar::String | Scalar::Bytes)
    }
}

/// The edition to come names integers by their range first; `None` if the name is not about them.
fn unstable_integer(name: &str) -> Option<Option<Scalar>> {
    Some(Some(match name {
        "int32" => Scalar::Sfixed32,
        "int64" => Scalar::Sfixed64,
        "uint32" => Scalar::Fixed32,
        "uint64" => Scalar::Fixed64,
        "varint32" => Scalar::Int32,
        "varint64" => Scalar::Int64,
        "uvarint32" => Scalar::Uint32,
        "uvarint64" => Scalar::Uint64,
        "zigzag32" => Scalar::Sint32,
        "zigzag64" => Scalar::Sint64,
        "sint32" | "sint64" | "fixed32" | "fixed64" | "sfixed32" | "sfixed64" => return Some(None),
        _ => return None,
    }))
}

#[derive(Debug)]
pub struct Oneof {
    pub node: NodeId,
    pub name: Name,
    pub name_span: Span,
    pub message: MessageId,
    pub options: Rows<OptionId>,
    pub fields: Rows<FieldId>,
}

#[derive(Debug)]
pub struct Extend {
    pub node: NodeId,
    /// Name as written.
    pub extendee: Name,
    pub extendee_span: Span,
    /// The message that the block stands in.
    pub parent: Option<MessageId>,
    pub fields: Rows<FieldId>,
}

#[derive(Debug)]
pub struct Enum {
    pub node: NodeId,
    pub name: Name,
    pub full_name: Name,
    pub name_span: Span,
    pub visibility: Option<Visibility>,
    pub parent: Option<MessageId>,
    pub options: Rows<OptionId>,
    pub values: Rows<ValueId>,
    pub reserved_ranges: Rows<RangeId>,
    pub reserved_names: Rows<ReservedNameId>,
}

#[derive(Debug)]
pub struct EnumValue {
    pub node: NodeId,
    pub name: Name,
    pub name_span: Span,
    pub number: Option<i32>,
    pub parent: EnumId,
    pub options: Rows<OptionId>,
}

/// Numbers that are reserved or left to extensions; both ends are included.
#[derive(Debug)]
pub struct NumberRange {
    pub node: NodeId,
    pub first: i32,
    pub last: i32,
    pub options: Rows<OptionId>,
}

#[derive(Debug)]
pub struct ReservedName {
    pub node: NodeId,
    pub name: Name,
}

#[derive(Debug)]
pub struct Service {
    pub node: NodeId,
    pub name: Name,
    pub full_name: Name,
    pub name_span: Span,
    pub options: Rows<OptionId>,
    pub methods: Rows<MethodId>,
}

#[derive(Debug)]
pub struct Method {
    pub node: NodeId,
    pub name: Name,
    pub name_span: Span,
    pub parent: ServiceId,
    pub input: MethodType,
    pub output: MethodType,
    pub options: Rows<OptionId>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct MethodType {
    /// Name as written.
    pub name: Name,
    pub span: Span,
    pub is_stream: bool,
}
