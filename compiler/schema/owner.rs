//! Owners of options: the options message, the scope in which option names are looked up, and the parent for
//! inheritance.

use super::file::*;
use crate::text::Span;

/// Declaration that can have options.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// The file itself.
    File,
    /// A message.
    Message(MessageId),
    /// A field, or an extension.
    Field(FieldId),
    /// A oneof.
    Oneof(OneofId),
    /// A range of extensions of a message.
    Range(MessageId, RangeId),
    /// An enum.
    Enum(EnumId),
    /// A value of an enum.
    Value(ValueId),
    /// A service.
    Service(ServiceId),
    /// An RPC.
    Method(MethodId),
}

macro_rules! owner_of {
    ($($id:ident => $kind:ident),*) => {
        $(impl From<$id> for Owner {
            fn from(id: $id) -> Owner {
                Owner::$kind(id)
            }
        })*
    };
}

owner_of! {
    MessageId => Message, FieldId => Field, OneofId => Oneof, EnumId => Enum, ValueId => Value,
    ServiceId => Service, MethodId => Method
}

impl Owner {
    /// The message of `descriptor.proto` that its options are fields of.
    pub(super) fn options_message(self) -> &'static str {
        match self {
            Owner::File => "FileOptions",
            Owner::Message(_) => "MessageOptions",
            Owner::Field(_) => "FieldOptions",
            Owner::Oneof(_) => "OneofOptions",
            Owner::Range(..) => "ExtensionRangeOptions",
            Owner::Enum(_) => "EnumOptions",
            Owner::Value(_) => "EnumValueOptions",
            Owner::Service(_) => "ServiceOptions",
            Owner::Method(_) => "MethodOptions",
        }
    }

    /// A value of `google.protobuf.FieldOptions.OptionTargetType`.
    pub(super) fn target_type(self) -> u64 {
        match self {
            Owner::File => 1,
            Owner::Range(..) => 2,
            Owner::Message(_) => 3,
            Owner::Field(_) => 4,
            Owner::Oneof(_) => 5,
            Owner::Enum(_) => 6,
            Owner::Value(_) => 7,
            Owner::Service(_) => 8,
            Owner::Method(_) => 9,
        }
    }

    pub(super) fn describe(self) -> &'static str {
        match self {
            Owner::File => "a file",
            Owner::Range(..) => "a range of extensions",
            Owner::Message(_) => "a message",
            Owner::Field(_) => "a field",
            Owner::Oneof(_) => "a oneof",
            Owner::Enum(_) => "an enum",
            Owner::Value(_) => "an enum value",
            Owner::Service(_) => "a service",
            Owner::Method(_) => "an RPC",
        }
    }

    /// Returns the span of its name; files and ranges have none.
    pub(super) fn name_span(self, file: &File) -> Option<Span> {
        Some(match self {
            Owner::File | Owner::Range(..) => return None,
            Owner::Message(id) => file[id].name_span,
            Owner::Field(id) => file[id].name_span,
            Owner::Oneof(id) => file[id].name_span,
            Owner::Enum(id) => file[id].name_span,
            Owner::Value(id) => file[id].name_span,
            Owner::Service(id) => file[id].name_span,
            Owner::Method(id) => file[id].name_span,
        })
    }

    /// The innermost message in whose scope option names are looked up: what it stands in itself.
    pub(super) fn scope(self, file: &File) -> Option<MessageId> {
        match self {
            Owner::File | Owner::Service(_) | Owner::Method(_) => None,
            Owner::Message(id) | Owner::Range(id, _) => file[id].parent,
            Owner::Field(id) => match file[id].parent {
                FieldParent::Message(message) => Some(message),
                FieldParent::Extend(extend) => file[extend].parent,
            },
            Owner::Oneof(id) => Some(file[id].message),
            Owner::Enum(id) => file[id].parent,
            Owner::Value(id) => file[file[id].parent].parent,
        }
    }

    pub(super) fn options(self, file: &File) -> Rows<OptionId> {
        match self {
            Owner::File => file.file_options,
            Owner::Message(id) => file[id].options,
            Owner::Field(id) => file[id].options,
            Owner::Oneof(id) => file[id].options,
            Owner::Range(_, id) => file[id].options,
            Owner::Enum(id) => file[id].options,
            Owner::Value(id) => file[id].options,
            Owner::Service(id) => file[id].options,
            Owner::Method(id) => file[id].options,
        }
    }

    /// Returns the owner that it inherits features from.
    pub(super) fn parent(self, file: &File) -> Option<Owner> {
        let scope = |parent: Option<MessageId>| Some(parent.map_or(Owner::File, Owner::Message));
        match self {
            Owner::File => None,
            Owner::Message(id) => scope(file[id].parent),
            Owner::Range(id, _) => Some(Owner::Message(id)),
            Owner::Field(id) => match (file[id].oneof, file[id].parent) {
                (Some(oneof), _) => Some(Owner::Oneof(oneof)),
                (None, FieldParent::Message(message)) => Some(Owner::Message(message)),
                (None, FieldParent::Extend(extend)) => scope(file[extend].parent),
            },
            Owner::Oneof(id) => Some(Owner::Message(file[id].message)),
            Owner::Enum(id) => scope(file[id].parent),
            Owner::Value(id) => Some(Owner::Enum(file[id].parent)),
            Owner::Service(_) => Some(Owner::File),
            Owner::Method(id) => Some(Owner::Service(file[id].parent)),
        }
    }
}

/// Everything in a file that can have options. What features are inherited from comes first.
pub(super) fn owners(file: &File) -> impl Iterator<Item = Owner> {
    let ids = |len: usize| 0..len as u32;
    let ranges = ids(file.messages.len()).map(MessageId).flat_map(|message| {
        file[message].extension_ranges.iter().map(move |range| Owner::Range(message, range))
    });
    std::iter::once(Owner::File)
        .chain(ids(file.messages.len()).map(|id| Owner::Message(MessageId(id))))
        .chain(ids(file.oneofs.len()).map(|id| Owner::Oneof(OneofId(id))))
        .chain(ids(file.fields.len()).map(|id| Owner::Field(FieldId(id))))
        .chain(ranges)
        .chain(ids(file.enums.len()).map(|id| Owner::Enum(EnumId(id))))
        .chain(ids(file.values.len()).map(|id| Owner::Value(ValueId(id))))
        .chain(ids(file.services.len()).map(|id| Owner::Service(ServiceId(id))))
        .chain(ids(file.methods.len()).map(|id| Owner::Method(MethodId(id))))
}
