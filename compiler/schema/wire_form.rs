//! Encoding and presence of fields, derived from labels, types and features. Reads only resolved types and features,
//! because the interpretation of options needs the result.

use super::Global;
use super::features::{
    EnumType, Features, FieldPresence, MessageEncoding, RepeatedFieldEncoding, Utf8Validation,
};
use super::file::*;
use super::owner::Owner;
use super::resolve::{Type, Typed};
use crate::encoding::WireType;
use crate::syntax::Label;

impl Typed {
    /// Features of a declaration, after inheritance.
    pub(super) fn features_of(&self, file: FileId, owner: Owner) -> Features {
        self.features.get(file, || self.linked.features(file)).get(self.linked.file(file), owner)
    }

    fn features_of_field(&self, field: Global<FieldId>) -> Features {
        self.features_of(field.file, Owner::Field(field.id))
    }

    pub(super) fn row(&self, field: Global<FieldId>) -> &Field {
        &self.linked.file(field.file)[field.id]
    }

    /// Returns whether the field is repeated; a map is.
    pub(crate) fn is_repeated(&self, field: Global<FieldId>) -> bool {
        let row = self.row(field);
        row.label == Some(Label::Repeated) || matches!(row.ty, TypeName::Map(_))
    }

    pub(super) fn is_required(&self, field: Global<FieldId>) -> bool {
        self.features_of_field(field).field_presence == FieldPresence::LegacyRequired
            && matches!(self.row(field).parent, FieldParent::Message(_))
            && !self.is_repeated(field)
            && self.row(field).oneof.is_none()
    }

    /// Returns whether an unset field differs from one that is set to zero.
    pub(super) fn has_presence(&self, field: Global<FieldId>) -> bool {
        let row = self.row(field);
        if self.is_repeated(field) {
            return false;
        }
        row.label.is_some()
            || row.oneof.is_some()
            || matches!(row.parent, FieldParent::Extend(_))
            || matches!(self.field_type(field), Type::Message(_))
            || self.features_of_field(field).field_presence != FieldPresence::Implicit
    }

    /// Returns whether the field is the key or the value of a map.
    pub(super) fn is_of_map_entry(&self, field: Global<FieldId>) -> bool {
        let file = self.linked.file(field.file);
        matches!(file[field.id].parent, FieldParent::Message(id) if file[id].kind == MessageKind::MapEntry)
    }

    /// Returns whether the elements of the field, if there are several, fit in one packed record.
    pub(super) fn has_packable_type(&self, field: Global<FieldId>) -> bool {
        match self.field_type(field) {
            Type::Scalar(scalar) => scalar.is_packable(),
            Type::Enum(_) => true,
            Type::Message(_) | Type::Unknown => false,
        }
    }

    pub(super) fn is_packed(&self, field: Global<FieldId>) -> bool {
        self.row(field).label == Some(Label::Repeated)
            && self.has_packable_type(field)
            && self.features_of_field(field).repeated_field_encoding == RepeatedFieldEncoding::Packed
    }

    /// Returns whether a message stands between start and end tags, not behind a length. Maps and the messages in them
    /// never do.
    pub(super) fn is_delimited(&self, field: Global<FieldId>) -> bool {
        matches!(self.field_type(field), Type::Message(_))
            && !matches!(self.row(field).ty, TypeName::Map(_))
            && self.features_of_field(field).message_encoding == MessageEncoding::Delimited
            && !self.is_of_map_entry(field)
    }

    pub(super) fn is_open(&self, of: Global<EnumId>) -> bool {
        self.features_of(of.file, Owner::Enum(of.id)).enum_type == EnumType::Open
    }

    pub(super) fn verifies_utf8(&self, field: Global<FieldId>) -> bool {
        self.features_of_field(field).utf8_validation == Utf8Validation::Verify
    }

    pub(super) fn wire_type(&self, field: Global<FieldId>) -> WireType {
        match self.field_type(field) {
            Type::Message(_) | Type::Unknown | Type::Scalar(Scalar::String | Scalar::Bytes) => WireType::Len,
            Type::Scalar(Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64) => WireType::Fixed64,
            Type::Scalar(Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32) => WireType::Fixed32,
            Type::Scalar(_) | Type::Enum(_) => WireType::Varint,
        }
    }

    /// Returns whether the field extends a message with `message_set_wire_format`.
    pub(super) fn is_message_set_item(&self, field: Global<FieldId>) -> bool {
        let FieldParent::Extend(extend) = self.row(field).parent else { return false };
        let Some(message) = self.types(field.file).extendees[extend.index()] else { return false };
        let file = self.linked.file(message.file);
        file.plain_value(file[message.id].options, "message_set_wire_format") == Some("true")
    }

    /// Returns whether the field, as an option, leaves no trace in descriptors.
    pub(super) fn is_for_source(&self, field: Global<FieldId>) -> bool {
        let file = self.linked.file(field.file);
        file.plain_value(file[field.id].options, "retention") == Some("RETENTION_SOURCE")
    }

    /// The field of a message that literals call by the name of its own message.
    pub(super) fn group_named(&self, message: Global<MessageId>, name: &str) -> Option<Global<FieldId>> {
        let file = self.linked.file(message.file);
        if !name.starts_with(|c: char| c.is_ascii_uppercase()) {
            return None;
        }
        let id = file.field_named(message.id, &name.to_ascii_lowercase())?;
        let field = Global { file: message.file, id };
        (self.group_name(field) == Some(name)).then_some(field)
    }

    /// The name of the message of a group, or of a field of an edition that is encoded like one.
    pub(super) fn group_name(&self, field: Global<FieldId>) -> Option<&str> {
        let row = self.row(field);
        let Type::Message(message) = self.field_type(field) else { return None };
        let file = self.linked.file(message.file);
        let name = file.name(file[message.id].name);
        let is_group = match row.ty {
            TypeName::Group(_) => true,
            _ => {
                let scope = match row.parent {
                    FieldParent::Message(parent) => Some(parent),
                    FieldParent::Extend(extend) => self.linked.file(field.file)[extend].parent,
                };
                message.file == field.file
                    && file[message.id].parent == scope
                    && name.to_ascii_lowercase() == file.name(row.name)
                    && self.is_delimited(field)
            }
        };
        is_group.then_some(name)
    }
}
