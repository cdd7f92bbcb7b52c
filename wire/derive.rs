//! Values of fields that follow from other fields. Reads a message, and writes nothing.

use crate::kind::Kind;
use crate::layout::Label;
use crate::message::{ElementValue, Message, NodeId};
use crate::recoding::Source;
use protune_compiler::schema::json_name;

/// A value that follows from others.
pub(crate) enum Derived<'a> {
    Bits(u64),
    Bytes(&'a [u8]),
    Name(String),
}

/// The value of a field of this kind and label; `None` if it is absent.
pub(crate) fn derive<'a>(
    message: Message<'a>,
    node: NodeId,
    source: Source,
    position: Option<u64>,
    (kind, label): (Kind, Label),
) -> Option<Derived<'a>> {
    let derived = match source {
        Source::Position { first } => Derived::Bits(kind.bits(i128::from(position?) + i128::from(first))?),
        Source::Equal { to } => match message.present(node, to)?.value {
            ElementValue::Bits(bits) => {
                let from = message.ty(node).fields()[to as usize].kind;
                Derived::Bits(if from == kind { bits } else { kind.bits(from.integer(bits)?)? })
            }
            ElementValue::Bytes(bytes) => Derived::Bytes(bytes),
            ElementValue::Message(_) => return None,
        },
        Source::JsonName { of } => match message.present(node, of)?.value {
            ElementValue::Bytes(name) => Derived::Name(json_name(str::from_utf8(name).ok()?)),
            _ => return None,
        },
    };
    (label != Label::Implicit || !derived.is_zero()).then_some(derived)
}

/// Whether the field is what it is derived as.
pub(crate) fn holds(
    message: Message<'_>,
    node: NodeId,
    field: u32,
    source: Source,
    position: Option<u64>,
) -> bool {
    let of = &message.ty(node).fields()[field as usize];
    let derived = derive(message, node, source, position, (of.kind, of.label));
    match (message.present(node, field).map(|element| element.value), derived) {
        (None, None) => true,
        (Some(ElementValue::Bits(this)), Some(Derived::Bits(that))) => this == that,
        (Some(ElementValue::Bytes(this)), Some(that)) => that.bytes() == Some(this),
        _ => false,
    }
}

impl Derived<'_> {
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        match self {
            Derived::Bits(_) => None,
            Derived::Bytes(bytes) => Some(bytes),
            Derived::Name(name) => Some(name.as_bytes()),
        }
    }

    fn is_zero(&self) -> bool {
        match self {
            Derived::Bits(bits) => *bits == 0,
            other => other.bytes() == Some(&[]),
        }
    }
}
