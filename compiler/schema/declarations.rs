//! Everything in a file that can have options and comments, whatever its kind. Views only.

use super::file::MessageKind;
use super::view::*;
use super::{Global, Schema, Symbol};
use crate::diagnostic::Place;
use crate::syntax::Node;
use crate::text::Span;

/// A declaration of any kind.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum DeclarationView<'s> {
    /// A message, but not the entry of a map.
    Message(MessageView<'s>),
    /// A field of a message, or an extension.
    Field(FieldView<'s>),
    /// A oneof.
    Oneof(OneofView<'s>),
    /// An enum.
    Enum(EnumView<'s>),
    /// A value of an enum.
    Value(ValueView<'s>),
    /// A service.
    Service(ServiceView<'s>),
    /// An RPC.
    Method(MethodView<'s>),
}

macro_rules! on_each {
    ($self:ident, $view:ident => $do:expr) => {
        match $self {
            DeclarationView::Message($view) => $do,
            DeclarationView::Field($view) => $do,
            DeclarationView::Oneof($view) => $do,
            DeclarationView::Enum($view) => $do,
            DeclarationView::Value($view) => $do,
            DeclarationView::Service($view) => $do,
            DeclarationView::Method($view) => $do,
        }
    };
}

impl<'s> DeclarationView<'s> {
    /// Word for its kind: `message`, `field`, `extension`, `oneof`, `enum`, `enum value`, `service` or `RPC`.
    pub fn word(self) -> &'static str {
        match self {
            DeclarationView::Message(_) => "message",
            DeclarationView::Field(field) if field.is_extension() => "extension",
            DeclarationView::Field(_) => "field",
            DeclarationView::Oneof(_) => "oneof",
            DeclarationView::Enum(_) => "enum",
            DeclarationView::Value(_) => "enum value",
            DeclarationView::Service(_) => "service",
            DeclarationView::Method(_) => "RPC",
        }
    }

    /// Last part of its name.
    pub fn name(self) -> &'s str {
        on_each!(self, view => view.name())
    }

    /// Its id, with that of its file.
    pub fn symbol(self) -> Global<Symbol> {
        let (file, id) = match self {
            DeclarationView::Message(view) => (view.file.id, Symbol::Message(view.id)),
            DeclarationView::Field(view) => (view.file.id, Symbol::Field(view.id)),
            DeclarationView::Oneof(view) => (view.file.id, Symbol::Oneof(view.id)),
            DeclarationView::Enum(view) => (view.file.id, Symbol::Enum(view.id)),
            DeclarationView::Value(view) => (view.file.id, Symbol::Value(view.id)),
            DeclarationView::Service(view) => (view.file.id, Symbol::Service(view.id)),
            DeclarationView::Method(view) => (view.file.id, Symbol::Method(view.id)),
        };
        Global { file, id }
    }

    /// The file that it stands in.
    pub fn file(self) -> FileView<'s> {
        on_each!(self, view => view.file)
    }

    /// Returns whether an option marks it as deprecated.
    pub fn is_deprecated(self) -> bool {
        let number = match self {
            DeclarationView::Enum(_) | DeclarationView::Message(_) | DeclarationView::Field(_) => 3,
            DeclarationView::Value(_) => 1,
            DeclarationView::Service(_) | DeclarationView::Method(_) => 33,
            DeclarationView::Oneof(_) => return false,
        };
        self.options().into_iter().any(|option| option.path().is(&[number]) && option.as_bool() == Some(true))
    }

    /// Returns the span of its name.
    pub fn name_span(self) -> Span {
        on_each!(self, view => view.name_span())
    }

    /// Place of its name.
    pub fn name_place(self) -> Place {
        on_each!(self, view => view.name_place())
    }

    /// Place of the whole declaration.
    pub fn place(self) -> Place {
        on_each!(self, view => view.place())
    }

    /// The node of the whole declaration.
    pub fn node(self) -> Node<'s> {
        on_each!(self, view => view.node())
    }

    /// The comment above it, without its marks; empty when there is none.
    pub fn leading_comment(self) -> String {
        on_each!(self, view => view.leading_comment())
    }

    /// Its options, in text order.
    pub fn options(self) -> Vec<OptionView<'s>> {
        on_each!(self, view => view.options().collect())
    }
}

impl Schema {
    /// The declaration behind a symbol of this schema.
    pub fn declaration(&self, symbol: Global<Symbol>) -> DeclarationView<'_> {
        let file = symbol.file;
        match symbol.id {
            Symbol::Message(id) => DeclarationView::Message(self.at(Global { file, id })),
            Symbol::Field(id) => DeclarationView::Field(self.at(Global { file, id })),
            Symbol::Oneof(id) => DeclarationView::Oneof(self.at(Global { file, id })),
            Symbol::Enum(id) => DeclarationView::Enum(self.at(Global { file, id })),
            Symbol::Value(id) => DeclarationView::Value(self.at(Global { file, id })),
            Symbol::Service(id) => DeclarationView::Service(self.at(Global { file, id })),
            Symbol::Method(id) => DeclarationView::Method(self.at(Global { file, id })),
        }
    }
}

impl<'s> FileView<'s> {
    /// Declarations that someone wrote, nested ones included, in text order. A group is two: its field, then its
    /// message.
    pub fn declarations(self) -> Vec<DeclarationView<'s>> {
        let mut all: Vec<DeclarationView<'s>> = self.declarations_by_kind().collect();
        // Nodes are in text order. The sort is stable: of a group the field stays first.
        all.sort_by_key(|declaration| declaration.node().id());
        all
    }

    /// The same declarations, kind by kind.
    fn declarations_by_kind(self) -> impl Iterator<Item = DeclarationView<'s>> {
        let is_written = |message: &MessageView<'_>| message.data().kind != MessageKind::MapEntry;
        let fields = self.fields().filter(|it| !it.is_of_map_entry()).map(DeclarationView::Field);
        let messages = self.messages().filter(is_written).map(DeclarationView::Message);
        let values = self.enums().flat_map(EnumView::values).map(DeclarationView::Value);
        fields
            .chain(messages)
            .chain(self.oneofs().map(DeclarationView::Oneof))
            .chain(self.enums().map(DeclarationView::Enum))
            .chain(values)
            .chain(self.services().map(DeclarationView::Service))
            .chain(self.methods().map(DeclarationView::Method))
    }
}
