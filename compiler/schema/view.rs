//! The schema as its readers see it: copyable views that go from a declaration to what is around it
//! and to what its references mean. Reads only.

use super::Global;
use super::features::Features;
use super::file::*;
use super::judged::Judged;
use super::link::Linked;
use super::names::Name;
use super::options::{Interpretations, Interpreted, OptionPath};
use super::owner::Owner;
use super::resolve::{Type, Typed};
use super::results::Results;
use super::symbols::Symbol;
use crate::diagnostic::{Diagnostic, Place, Spot};
use crate::syntax::{
    EnumValueDecl, FieldDecl, ImportKind, Label, Node, NodeId, NodeKind, OptionEntry, leading_comment,
};
use crate::text::{Span, Text};
use std::borrow::Cow;
use std::fmt;
use std::ops::Index;
use std::sync::Arc;

/// Everything that a set of files says: read-only, shareable, complete even where files are broken. Copies share
/// nearly everything.
#[derive(Clone)]
pub struct Schema {
    pub(super) interpreted: Interpreted,
    pub(super) judged: Results<Judged>,
}

impl Schema {
    /// The files, in the order in which they were linked; `descriptor.proto` may have joined them.
    pub fn files(&self) -> impl Iterator<Item = FileView<'_>> {
        let linked = self.linked();
        linked.file_ids().filter(|&id| linked.graph.is_there(id)).map(|id| self.file(id))
    }

    /// A file of the schema. What is read of it panics if the schema has none of this number; see [`Schema::has`].
    #[inline]
    pub fn file(&self, id: FileId) -> FileView<'_> {
        FileView { schema: self, id }
    }

    /// The first file of this import name.
    ///
    /// ```
    /// let schema = protune_compiler::compile([("cat.proto", "message Cat {}")], |_| None);
    /// assert_eq!(schema.find("cat.proto").map(|file| file.messages().len()), Some(1));
    /// assert!(schema.find("dog.proto").is_none());
    /// ```
    pub fn find(&self, name: &str) -> Option<FileView<'_>> {
        self.files().find(|file| file.name() == name)
    }

    /// Whether a file is in the package of this name, or below it.
    ///
    /// ```
    /// let schema = protune_compiler::compile([("cat.proto", "package zoo.cats;")], |_| None);
    /// assert!(schema.has_package("zoo") && schema.has_package("zoo.cats"));
    /// assert!(!schema.has_package("cats"));
    /// ```
    pub fn has_package(&self, name: &str) -> bool {
        self.linked().packages.find(name).is_some()
    }

    /// The declaration behind an id of this schema.
    ///
    /// # Panics
    /// If it is of a schema that has more files than this one. What is read of it panics if the file has fewer
    /// such declarations.
    pub fn at<I: DeclarationId>(&self, global: Global<I>) -> View<'_, I> {
        assert!(global.file.index() < self.linked().files.len(), "an id of another schema");
        self.file(global.file).at(global.id)
    }

    /// Returns whether there is a file of this number: one that was linked and not removed.
    pub fn has(&self, id: FileId) -> bool {
        (id.0 as usize) < self.linked().files.len() && self.linked().graph.is_there(id)
    }

    /// Returns the current place of a label.
    pub fn place_of(&self, spot: Spot) -> Place {
        match spot {
            Spot::Place(place) => place,
            Spot::Symbol(Global { file, id }) => Place::new(file, self.linked().file(file).symbol_span(id)),
        }
    }

    /// The full name of a declaration, without a leading dot.
    pub fn full_name(&self, symbol: Global<Symbol>) -> String {
        self.typed().linked.full_name(symbol)
    }

    /// The message that an `extend` block extends.
    pub(crate) fn extendee(&self, file: FileId, extend: ExtendId) -> Option<MessageView<'_>> {
        let message = self.typed().types(file).extendees[extend.index()]?;
        Some(self.file(message.file).at(message.id))
    }

    /// The problems of a file, and what they depend on.
    pub(super) fn judged(&self, file: FileId) -> &Judged {
        let find = || Judged::new(&self.interpreted, &self.interpreted.check(file), file);
        self.judged.get(file, find)
    }

    pub(crate) fn typed(&self) -> &Typed {
        &self.interpreted.typed
    }

    pub(crate) fn interpreted(&self) -> &Interpreted {
        &self.interpreted
    }

    #[inline]
    pub(super) fn linked(&self) -> &Linked {
        &self.typed().linked
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Schema ")?;
        f.debug_list().entries(self.files()).finish()
    }
}

/// One file of a schema.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct FileView<'s> {
    schema: &'s Schema,
    /// Its id in the schema.
    pub id: FileId,
}

impl<'s> FileView<'s> {
    /// The schema that it is a file of.
    pub fn schema(self) -> &'s Schema {
        self.schema
    }

    /// Returns whether another schema says the same of this file, of what it imports and of its problems: one that
    /// [`Schema::replace`] made from this schema, or this one from it, without looking at the file again.
    pub fn is_shared_with(self, other: &Schema) -> bool {
        let (this, id) = (self.schema, self.id);
        other.linked().files.len() > id.0 as usize
            && Arc::ptr_eq(&this.linked().files[id], &other.linked().files[id])
            && this.typed().types.is_shared(&other.typed().types, id)
            && this.judged.is_shared(&other.judged, id)
    }

    /// Files that import this one themselves.
    pub fn importers(self) -> impl ExactSizeIterator<Item = FileView<'s>> {
        let schema = self.schema;
        schema.linked().graph.importers(self.id).iter().map(move |&id| schema.file(id))
    }

    /// The tables behind the view.
    #[inline]
    pub fn data(self) -> &'s File {
        self.schema.linked().file(self.id)
    }

    /// The name that other files import it by.
    pub fn name(self) -> &'s str {
        &self.data().name
    }

    /// The text.
    pub fn text(self) -> &'s str {
        self.data().text()
    }

    /// Returns the text with its lines.
    pub fn lines(self) -> Text<'s> {
        self.data().lines()
    }

    /// The edition; proto2 and proto3 are editions, too.
    pub fn edition(self) -> Edition {
        self.data().edition
    }

    /// Returns whether its code is generated for the lite runtime: `optimize_for = LITE_RUNTIME`.
    pub fn is_lite(self) -> bool {
        self.data().is_lite
    }

    /// The name of the package; empty when there is none.
    pub fn package(self) -> &'s str {
        self.get(self.data().package)
    }

    /// The `package` statement.
    pub fn package_span(self) -> Option<Span> {
        self.data().package_statement.map(|node| self.span(node))
    }

    /// The imports, in text order.
    pub fn imports(self) -> impl ExactSizeIterator<Item = ImportView<'s>> {
        self.all(self.data().imports.len())
    }

    /// All messages, nested ones and map entries included; outer ones come first.
    pub fn messages(self) -> impl ExactSizeIterator<Item = MessageView<'s>> {
        self.all(self.data().messages.len())
    }

    /// All fields, extensions and the fields of map entries included.
    pub fn fields(self) -> impl ExactSizeIterator<Item = FieldView<'s>> {
        self.all(self.data().fields.len())
    }

    pub(super) fn field(self, id: FieldId) -> FieldView<'s> {
        self.at(id)
    }

    /// All oneofs, in text order.
    pub fn oneofs(self) -> impl ExactSizeIterator<Item = OneofView<'s>> {
        self.all(self.data().oneofs.len())
    }

    /// All enums, nested ones included.
    pub fn enums(self) -> impl ExactSizeIterator<Item = EnumView<'s>> {
        self.all(self.data().enums.len())
    }

    /// The services, in text order.
    pub fn services(self) -> impl ExactSizeIterator<Item = ServiceView<'s>> {
        self.all(self.data().services.len())
    }

    /// The RPCs of all services.
    pub fn methods(self) -> impl ExactSizeIterator<Item = MethodView<'s>> {
        self.all(self.data().methods.len())
    }

    /// Returns the problems of this file, in order of place; at most a hundred.
    pub fn problems(self) -> &'s [Diagnostic] {
        self.schema.judged(self.id).problems()
    }

    /// The file's own options.
    pub fn options(self) -> impl DoubleEndedIterator<Item = OptionView<'s>> {
        self.rows(self.data().file_options)
    }

    /// The last option of the file itself that sets this field of `FileOptions`, by field numbers.
    pub fn option(self, numbers: &[i32]) -> Option<OptionView<'s>> {
        self.rows(self.data().file_options).rev().find(|option| option.path().is(numbers))
    }

    /// The `syntax` or `edition` statement.
    pub fn syntax_span(self) -> Option<Span> {
        self.data().syntax.map(|node| self.span(node))
    }

    /// Returns whether the top level has text that could not be parsed, and might be a missing statement.
    pub fn has_stray_text(self) -> bool {
        self.data().tree.root().child(NodeKind::Error).is_some()
    }

    /// Place of a part of the file.
    pub fn place(self, span: Span) -> Place {
        debug_assert!(span.end as usize <= self.text().len(), "the span is of another file");
        Place::new(self.id, span)
    }

    /// Place of the file as a whole.
    pub fn whole(self) -> Place {
        Place::file(self.id)
    }

    /// Place of the `package` statement; the whole file when it has none.
    pub fn package_place(self) -> Place {
        Place { file: self.id, span: self.package_span() }
    }

    /// Place of the `syntax` or `edition` statement; the whole file when it has none.
    pub fn syntax_place(self) -> Place {
        Place { file: self.id, span: self.syntax_span() }
    }

    /// A node of the tree of this file.
    pub fn node(self, id: NodeId) -> Node<'s> {
        self.data().tree.node(id)
    }

    fn span(self, node: NodeId) -> Span {
        self.data().span(node)
    }

    pub(super) fn get(self, name: Name) -> &'s str {
        self.data().name(name)
    }

    pub(super) fn at<I>(self, id: I) -> View<'s, I> {
        View { file: self, id }
    }

    pub(super) fn rows<I: RowId>(
        self,
        rows: Rows<I>,
    ) -> impl DoubleEndedIterator<Item = View<'s, I>> + ExactSizeIterator {
        rows.iter().map(move |id| self.at(id))
    }

    fn all<I: RowId>(self, len: usize) -> impl ExactSizeIterator<Item = View<'s, I>> {
        (0..len).map(move |index| self.at(I::from_index(index as u32)))
    }
}

impl fmt::Debug for FileView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FileView").field(&self.name()).finish()
    }
}

/// One declaration of a file: goes to what is around it, and to what its references mean.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct View<'s, I> {
    /// The file that it stands in.
    pub file: FileView<'s>,
    /// Its id in the file.
    pub id: I,
}

/// An import.
pub type ImportView<'s> = View<'s, ImportId>;
/// A message.
pub type MessageView<'s> = View<'s, MessageId>;
/// A field of a message, or an extension.
pub type FieldView<'s> = View<'s, FieldId>;
/// A oneof.
pub type OneofView<'s> = View<'s, OneofId>;
/// An enum.
pub type EnumView<'s> = View<'s, EnumId>;
/// A value of an enum.
pub type ValueView<'s> = View<'s, ValueId>;
/// A service.
pub type ServiceView<'s> = View<'s, ServiceId>;
/// An RPC.
pub type MethodView<'s> = View<'s, MethodId>;
/// An option as it is written.
pub type OptionView<'s> = View<'s, OptionId>;

impl<'s, I: RowId> View<'s, I>
where
    File: Index<I>,
    <File as Index<I>>::Output: 's + Sized,
{
    /// The row behind the view.
    #[inline]
    pub(crate) fn data(self) -> &'s <File as Index<I>>::Output {
        &self.file.data()[self.id]
    }
}

impl<I: RowId> View<'_, I> {
    /// Returns the row of the declaration in its table of the file.
    pub fn row(self) -> u32 {
        self.id.index() as u32
    }
}

impl<'s> FileView<'s> {
    /// Returns the declaration in a row of its table; see [`View::row`]. What is read of it panics if the file has no such
    /// row.
    ///
    /// ```
    /// use protune_compiler::schema::MessageView;
    ///
    /// let schema = protune_compiler::compile([("a.proto", "message Cat {} message Dog {}")], |_| None);
    /// let file = schema.find("a.proto").unwrap();
    /// let dog = file.messages().last().unwrap();
    /// let found: MessageView<'_> = file.in_row(dog.row());
    /// assert_eq!(found.name(), "Dog");
    /// ```
    #[inline]
    pub fn in_row<I: RowId>(self, row: u32) -> View<'s, I> {
        self.at(I::from_index(row))
    }
}

impl<I: Copy> View<'_, I> {
    /// The file of the declaration with its id.
    pub fn global(self) -> Global<I> {
        Global { file: self.file.id, id: self.id }
    }
}

/// Id of a declaration that has a name: of messages, fields, oneofs, enums and their values, services and RPCs.
/// No other type can be one.
pub trait DeclarationId: RowId + Declared {}

/// Common interface of declarations. Not exported.
pub trait Declared {
    fn head(self, file: &File) -> Head;
}

/// Part of the rows of all declarations.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    name: Name,
    name_span: Span,
    node: NodeId,
    options: Rows<OptionId>,
}

macro_rules! declarations {
    ($($id:ident)*) => {$(
        impl DeclarationId for $id {}

        impl Declared for $id {
            #[inline]
            fn head(self, file: &File) -> Head {
                let row = &file[self];
                Head { name: row.name, name_span: row.name_span, node: row.node, options: row.options }
            }
        }
    )*};
}

declarations! { MessageId FieldId OneofId EnumId ValueId ServiceId MethodId }

impl<'s, I: DeclarationId> View<'s, I> {
    fn head(self) -> Head {
        self.id.head(self.file.data())
    }

    /// The last part of its name.
    pub fn name(self) -> &'s str {
        self.file.get(self.head().name)
    }

    /// Returns the span of its name.
    pub fn name_span(self) -> Span {
        self.head().name_span
    }

    /// The whole declaration, to its `;` or `}`.
    pub fn span(self) -> Span {
        self.file.span(self.head().node)
    }

    /// Returns the location of the declaration in protoc: all of it, except for a leading `export` or `local`.
    pub fn location(self) -> Span {
        let node = self.node();
        Span::new(node.tree().token_span(node.located_from()).start, node.span().end)
    }

    /// Place of the whole declaration.
    pub fn place(self) -> Place {
        self.file.place(self.span())
    }

    /// Place of [`View::location`].
    pub fn located(self) -> Place {
        self.file.place(self.location())
    }

    /// Place of its name.
    pub fn name_place(self) -> Place {
        self.file.place(self.name_span())
    }

    /// The node of the whole declaration.
    pub fn node(self) -> Node<'s> {
        self.file.node(self.head().node)
    }

    /// The comment above it, without its marks; empty when there is none.
    pub fn leading_comment(self) -> String {
        leading_comment(self.node())
    }

    /// Its options, in text order.
    pub fn options(self) -> impl DoubleEndedIterator<Item = OptionView<'s>> {
        self.file.rows(self.head().options)
    }

    /// The last option that sets this field of the options message, by field numbers.
    pub fn option(self, numbers: &[i32]) -> Option<OptionView<'s>> {
        self.file.rows(self.head().options).rev().find(|option| option.path().is(numbers))
    }
}

impl<'s> ImportView<'s> {
    /// The name of the imported file.
    pub fn name(self) -> &'s str {
        self.file.get(self.data().file)
    }

    /// The string that names the file.
    pub fn name_span(self) -> Span {
        self.data().file_span
    }

    /// Place of the whole statement.
    pub fn place(self) -> Place {
        self.file.place(self.span())
    }

    /// The whole statement.
    pub fn node(self) -> Node<'s> {
        self.file.node(self.data().node)
    }

    /// Returns the span of the whole statement.
    pub fn span(self) -> Span {
        self.node().span()
    }

    /// Returns the kind of the import.
    pub fn kind(self) -> ImportKind {
        self.data().kind
    }

    /// The imported file; `None` if it is missing.
    pub fn target(self) -> Option<FileView<'s>> {
        let target = self.file.schema.linked().graph.imports(self.file.id)[self.id.index()]?;
        Some(self.file.schema.file(target))
    }

    /// Returns whether the file refers to the imported file, or to its public imports.
    pub fn is_used(self) -> bool {
        let schema = self.file.schema;
        let at = self.id.index();
        schema.typed().types(self.file.id).used[at] || schema.interpreted.options(self.file.id).used[at]
    }
}

impl<'s> MessageView<'s> {
    /// Full name, without a leading dot.
    pub fn full_name(self) -> &'s str {
        self.file.get(self.data().full_name)
    }

    /// Returns whether it stands for the entries of a map field; nobody wrote it.
    #[inline]
    pub fn is_map_entry(self) -> bool {
        self.data().kind == MessageKind::MapEntry
    }

    /// The fields, in text order.
    pub fn fields(self) -> impl ExactSizeIterator<Item = FieldView<'s>> {
        self.file.rows(self.data().fields)
    }

    /// The oneofs, in text order.
    pub fn oneofs(self) -> impl ExactSizeIterator<Item = OneofView<'s>> {
        self.file.rows(self.data().oneofs)
    }

    /// The message that it stands in.
    pub fn parent(self) -> Option<MessageView<'s>> {
        self.data().parent.map(|parent| self.file.at(parent))
    }
}

impl<'s> FieldView<'s> {
    /// The number; `None` when it is missing or out of range.
    #[inline]
    pub fn number(self) -> Option<i32> {
        self.data().number
    }

    /// Returns the span of the number; `None` for the fields of a map entry.
    pub fn number_span(self) -> Option<Span> {
        if self.is_of_map_entry() {
            return None;
        }
        FieldDecl::cast(self.node())?.number().map(Node::span)
    }

    /// Place of its number, where that is written.
    pub fn number_place(self) -> Option<Place> {
        Some(self.file.place(self.number_span()?))
    }

    /// The label that is written before the type.
    pub fn label(self) -> Option<Label> {
        self.data().label
    }

    /// The type, once references are resolved.
    #[inline]
    pub fn ty(self) -> Type {
        self.file.schema.typed().field_type(self.global())
    }

    /// Returns whether an `extend` block declares it.
    #[inline]
    pub fn is_extension(self) -> bool {
        matches!(self.data().parent, FieldParent::Extend(_))
    }

    /// The message that it is a field of; `None` for an extension.
    pub fn message(self) -> Option<MessageView<'s>> {
        match self.data().parent {
            FieldParent::Message(message) => Some(self.file.at(message)),
            FieldParent::Extend(_) => None,
        }
    }

    /// The value of `default` or `json_name`, which look like options and are parts of the field.
    pub fn pseudo_option(self, name: &str) -> Option<Node<'s>> {
        OptionEntry::cast(self.pseudo_option_entry(name)?)?.value()
    }

    /// The whole entry of `default` or `json_name`.
    pub fn pseudo_option_entry(self, name: &str) -> Option<Node<'s>> {
        let mut entries = self.options().filter_map(|option| OptionEntry::cast(option.node()));
        let named = entries.rfind(|entry| entry.name().is_some_and(|part| part.text() == name));
        named.map(OptionEntry::node)
    }

    /// The key or the value of a map, which nobody wrote as a field.
    pub fn is_of_map_entry(self) -> bool {
        self.message().is_some_and(MessageView::is_map_entry)
    }

    /// The map whose key or value it is.
    pub fn map(self) -> Option<FieldView<'s>> {
        let (entry, file) = (self.message().filter(|it| it.is_map_entry())?, self.file.data());
        // Both stand at the same node, and fields are in the order of theirs.
        let (node, fields) = (entry.data().node, entry.parent()?.data().fields);
        let at = fields.of(&file.fields).binary_search_by_key(&node, |row| row.node).ok()?;
        fields.iter().nth(at).map(|id| self.file.at(id))
    }

    /// The message that it declares, when it is a group.
    #[inline]
    pub fn group(self) -> Option<MessageView<'s>> {
        match self.data().ty {
            TypeName::Group(message) => Some(self.file.at(message)),
            _ => None,
        }
    }

    /// Returns whether it is declared as `map<K, V>`.
    #[inline]
    pub fn is_map(self) -> bool {
        matches!(self.data().ty, TypeName::Map(_))
    }

    /// Features that hold for it, its own and inherited ones.
    pub fn features(self) -> Features {
        self.file.schema.typed().features_of(self.file.id, Owner::Field(self.id))
    }

    /// Repeated, and of a type whose elements can stand in one packed record.
    pub fn is_packable(self) -> bool {
        self.label() == Some(Label::Repeated) && self.file.schema.typed().has_packable_type(self.global())
    }

    /// Packed on the wire.
    pub fn is_packed(self) -> bool {
        self.file.schema.typed().is_packed(self.global())
    }
}

impl<'s> OneofView<'s> {
    /// The members, in text order.
    pub fn fields(self) -> impl ExactSizeIterator<Item = FieldView<'s>> {
        self.file.rows(self.data().fields)
    }

    /// The message that it stands in.
    pub fn message(self) -> MessageView<'s> {
        self.file.at(self.data().message)
    }

    /// Its place among the oneofs of its message.
    pub fn position(self) -> usize {
        self.message().data().oneofs.position(self.id)
    }
}

impl<'s> EnumView<'s> {
    /// Full name, without a leading dot.
    pub fn full_name(self) -> &'s str {
        self.file.get(self.data().full_name)
    }

    /// The values, in text order.
    pub fn values(self) -> impl ExactSizeIterator<Item = ValueView<'s>> {
        self.file.rows(self.data().values)
    }

    /// The message that it stands in.
    pub fn parent(self) -> Option<MessageView<'s>> {
        self.data().parent.map(|parent| self.file.at(parent))
    }
}

impl<'s> ValueView<'s> {
    /// The number; `None` when it is missing or out of range.
    #[inline]
    pub fn number(self) -> Option<i32> {
        self.data().number
    }

    /// Returns the span of the number.
    pub fn number_span(self) -> Option<Span> {
        EnumValueDecl::cast(self.node())?.number().map(Node::span)
    }

    /// Place of its number, where that is written.
    pub fn number_place(self) -> Option<Place> {
        Some(self.file.place(self.number_span()?))
    }

    /// The enum that it is a value of.
    pub fn parent(self) -> EnumView<'s> {
        self.file.at(self.data().parent)
    }
}

impl<'s> OptionView<'s> {
    /// The node of the statement, or of the entry between brackets.
    pub fn node(self) -> Node<'s> {
        self.file.node(self.data().node)
    }

    /// The statement, or the entry between brackets.
    pub fn span(self) -> Span {
        self.node().span()
    }

    /// Place of the statement, or of the entry between brackets.
    pub fn place(self) -> Place {
        self.file.place(self.span())
    }

    /// The fields that its name goes through; empty when it means nothing.
    pub fn path(self) -> OptionPath<'s> {
        self.interpreted().path(self.id, self.file.schema.typed())
    }

    /// The value, when it is a boolean.
    pub fn as_bool(self) -> Option<bool> {
        self.as_varint().map(|value| value != 0)
    }

    /// The value, when it is encoded as a varint: of an enum, the number of the value.
    pub fn as_varint(self) -> Option<u64> {
        self.interpreted().innermost(self.id)?.varint()
    }

    /// The value, when it is a string; bytes that are not UTF-8 are replaced.
    pub fn as_text(self) -> Cow<'s, str> {
        let value = self.interpreted().innermost(self.id);
        String::from_utf8_lossy(value.map_or(&[], |value| value.bytes()))
    }

    pub(super) fn interpreted(self) -> &'s Interpretations {
        self.file.schema.interpreted.options(self.file.id)
    }
}
