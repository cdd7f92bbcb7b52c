//! Views of parts of declarations: ranges and reserved names of messages and enums, scopes of extensions, types of
//! fields. See `meaning` for properties that depend on features and options.

use super::file::*;
use super::resolve::Type;
use super::view::*;
use crate::diagnostic::Place;
use crate::syntax::FieldDecl;
use crate::text::Span;
use std::ops::RangeInclusive;

/// A range of numbers that are reserved or left to extensions.
pub type RangeView<'s> = View<'s, RangeId>;
/// A reserved name.
pub type ReservedNameView<'s> = View<'s, ReservedNameId>;

impl<'s> FileView<'s> {
    /// The extensions that it declares, nested ones included.
    pub fn extensions(self) -> impl Iterator<Item = FieldView<'s>> {
        self.data().extends.iter().flat_map(move |extend| self.rows(extend.fields))
    }
}

impl<'s> MessageView<'s> {
    /// The messages that it declares, entries of maps included.
    pub fn messages(self) -> impl Iterator<Item = MessageView<'s>> {
        let (file, end) = (self.file, self.data().end);
        let mut next = MessageId(self.id.0 + 1);
        std::iter::from_fn(move || {
            let message: MessageView<'s> = (next < end).then(|| file.at(next))?;
            next = message.data().end;
            Some(message)
        })
    }

    /// The enums that it declares.
    pub fn enums(self) -> impl ExactSizeIterator<Item = EnumView<'s>> {
        self.file.rows(self.data().enums)
    }

    /// The extensions that it declares.
    pub fn extensions(self) -> impl Iterator<Item = FieldView<'s>> {
        let (file, extends) = (self.file, self.data().extends);
        extends.iter().flat_map(move |extend| file.rows(file.data()[extend].fields))
    }

    /// The numbers that are left to extensions.
    pub fn extension_ranges(self) -> impl ExactSizeIterator<Item = RangeView<'s>> {
        self.file.rows(self.data().extension_ranges)
    }

    /// Numbers that nothing in it may have.
    pub fn reserved_ranges(self) -> impl ExactSizeIterator<Item = RangeView<'s>> {
        self.file.rows(self.data().reserved_ranges)
    }

    /// Names that nothing in it may have.
    pub fn reserved_names(self) -> impl ExactSizeIterator<Item = ReservedNameView<'s>> {
        self.file.rows(self.data().reserved_names)
    }
}

impl<'s> EnumView<'s> {
    /// Numbers that nothing in it may have.
    pub fn reserved_ranges(self) -> impl ExactSizeIterator<Item = RangeView<'s>> {
        self.file.rows(self.data().reserved_ranges)
    }

    /// Names that nothing in it may have.
    pub fn reserved_names(self) -> impl ExactSizeIterator<Item = ReservedNameView<'s>> {
        self.file.rows(self.data().reserved_names)
    }
}

impl<'s> ReservedNameView<'s> {
    /// The name that is reserved.
    pub fn name(self) -> &'s str {
        self.file.get(self.data().name)
    }

    /// Returns its span.
    pub fn span(self) -> Span {
        self.file.node(self.data().node).span()
    }

    /// Place of all of it.
    pub fn place(self) -> Place {
        self.file.place(self.span())
    }
}

impl RangeView<'_> {
    /// The numbers of the range, both ends included.
    pub fn numbers(self) -> RangeInclusive<i32> {
        self.data().first..=self.data().last
    }

    /// Returns its span.
    pub fn span(self) -> Span {
        self.file.node(self.data().node).span()
    }

    /// Place of all of it.
    pub fn place(self) -> Place {
        self.file.place(self.span())
    }
}

impl<'s> FieldView<'s> {
    /// The full name of an extension; empty for the field of a message.
    pub fn extension_name(self) -> &'s str {
        self.file.get(self.data().full_name)
    }

    /// The message that an extension extends.
    pub fn extendee(self) -> Option<MessageView<'s>> {
        match self.data().parent {
            FieldParent::Message(_) => None,
            FieldParent::Extend(extend) => self.file.schema().extendee(self.file.id, extend),
        }
    }

    /// The message that it stands in: its own, or the one around an `extend` block.
    pub fn scope(self) -> Option<MessageView<'s>> {
        let scope = match self.data().parent {
            FieldParent::Message(message) => Some(message),
            FieldParent::Extend(extend) => self.file.data()[extend].parent,
        };
        scope.map(|message| self.file.at(message))
    }

    /// The oneof that it is a member of; also the one that stands for `optional` in proto3.
    pub fn oneof(self) -> Option<OneofView<'s>> {
        self.data().oneof.map(|oneof| self.file.at(oneof))
    }

    /// Returns the span of the type: the whole of `map<string, int32>`, also for the fields of its entries; `group` for
    /// a group.
    pub fn type_span(self) -> Option<Span> {
        FieldDecl::cast(self.node())?.type_span()
    }
}

impl<'s> MessageView<'s> {
    /// Field with this name.
    pub fn field_named(self, name: &str) -> Option<FieldView<'s>> {
        self.file.data().field_named(self.id, name).map(|id| self.file.at(id))
    }

    /// Oneof with this name.
    pub fn oneof_named(self, name: &str) -> Option<OneofView<'s>> {
        self.file.data().oneof_named(self.id, name).map(|id| self.file.at(id))
    }
}

impl<'s> EnumView<'s> {
    /// Value with this name.
    pub fn value_named(self, name: &str) -> Option<ValueView<'s>> {
        self.file.data().value_named(self.id, name).map(|id| self.file.at(id))
    }
}

impl<'s> FieldView<'s> {
    /// Message that is the type of the field; the entry of a map.
    pub fn message_type(self) -> Option<MessageView<'s>> {
        match self.ty() {
            Type::Message(of) => Some(self.file.schema().file(of.file).at(of.id)),
            _ => None,
        }
    }

    /// Enum that is the type of the field.
    pub fn enum_type(self) -> Option<EnumView<'s>> {
        match self.ty() {
            Type::Enum(of) => Some(self.file.schema().file(of.file).at(of.id)),
            _ => None,
        }
    }
}
