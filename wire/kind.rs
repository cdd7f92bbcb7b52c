//! The types of fields, and what their values are on the wire. Knows no schema.

use protune_compiler::encoding::{WireType, varint};
use protune_compiler::schema::Scalar;

/// The type of a field, with its number in `google.protobuf.FieldDescriptorProto.Type`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Kind {
    /// `double`
    Double = 1,
    /// `float`
    Float = 2,
    /// `int64`
    Int64 = 3,
    /// `uint64`
    Uint64 = 4,
    /// `int32`
    Int32 = 5,
    /// `fixed64`
    Fixed64 = 6,
    /// `fixed32`
    Fixed32 = 7,
    /// `bool`
    Bool = 8,
    /// `string`
    String = 9,
    /// A message between a start and an end tag, by whatever words it was declared.
    Group = 10,
    /// A message behind its length.
    Message = 11,
    /// `bytes`
    Bytes = 12,
    /// `uint32`
    Uint32 = 13,
    /// An enum.
    Enum = 14,
    /// `sfixed32`
    Sfixed32 = 15,
    /// `sfixed64`
    Sfixed64 = 16,
    /// `sint32`
    Sint32 = 17,
    /// `sint64`
    Sint64 = 18,
}

impl Kind {
    /// All kinds, in order of their numbers.
    pub const ALL: [Kind; 18] = [
        Kind::Double,
        Kind::Float,
        Kind::Int64,
        Kind::Uint64,
        Kind::Int32,
        Kind::Fixed64,
        Kind::Fixed32,
        Kind::Bool,
        Kind::String,
        Kind::Group,
        Kind::Message,
        Kind::Bytes,
        Kind::Uint32,
        Kind::Enum,
        Kind::Sfixed32,
        Kind::Sfixed64,
        Kind::Sint32,
        Kind::Sint64,
    ];

    /// Name of the kind in schemas.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Double => "double",
            Kind::Float => "float",
            Kind::Int64 => "int64",
            Kind::Uint64 => "uint64",
            Kind::Int32 => "int32",
            Kind::Fixed64 => "fixed64",
            Kind::Fixed32 => "fixed32",
            Kind::Bool => "bool",
            Kind::String => "string",
            Kind::Group => "delimited message",
            Kind::Message => "message",
            Kind::Bytes => "bytes",
            Kind::Uint32 => "uint32",
            Kind::Enum => "enum",
            Kind::Sfixed32 => "sfixed32",
            Kind::Sfixed64 => "sfixed64",
            Kind::Sint32 => "sint32",
            Kind::Sint64 => "sint64",
        }
    }

    /// Wire type of a record that holds one value.
    #[inline]
    pub const fn wire_type(self) -> WireType {
        match self {
            Kind::Double | Kind::Fixed64 | Kind::Sfixed64 => WireType::Fixed64,
            Kind::Float | Kind::Fixed32 | Kind::Sfixed32 => WireType::Fixed32,
            Kind::String | Kind::Bytes | Kind::Message => WireType::Len,
            Kind::Group => WireType::StartGroup,
            Kind::Int64 | Kind::Uint64 | Kind::Int32 | Kind::Uint32 => WireType::Varint,
            Kind::Bool | Kind::Enum | Kind::Sint32 | Kind::Sint64 => WireType::Varint,
        }
    }

    /// Many values can stand in one record.
    #[inline]
    pub const fn is_packable(self) -> bool {
        !matches!(self.wire_type(), WireType::Len | WireType::StartGroup)
    }

    /// Whether it is a message, behind its length or between tags.
    #[inline]
    pub const fn is_message(self) -> bool {
        matches!(self, Kind::Message | Kind::Group)
    }

    #[inline]
    pub(crate) const fn is_zigzag(self) -> bool {
        matches!(self, Kind::Sint32 | Kind::Sint64)
    }

    /// Returns the bits that a serializer writes after a parser has read these bits of a varint or a
    /// fixed-width value: a `bool` is 0 or 1, an `int32` has the sign of its 32nd bit.
    #[inline]
    pub const fn settled(self, bits: u64) -> u64 {
        match self {
            Kind::Int32 | Kind::Enum => bits as i32 as i64 as u64,
            Kind::Uint32 | Kind::Sint32 => bits as u32 as u64,
            Kind::Bool => (bits != 0) as u64,
            _ => bits,
        }
    }

    /// The number that settled bits stand for; `None` if it is no integer.
    pub const fn integer(self, bits: u64) -> Option<i128> {
        Some(match self {
            Kind::Int64 | Kind::Sfixed64 | Kind::Int32 | Kind::Enum => bits as i64 as i128,
            Kind::Uint64 | Kind::Fixed64 | Kind::Uint32 | Kind::Fixed32 | Kind::Bool => bits as i128,
            Kind::Sfixed32 => bits as u32 as i32 as i128,
            Kind::Sint32 => varint::unzigzag32(bits as u32) as i128,
            Kind::Sint64 => varint::unzigzag64(bits) as i128,
            _ => return None,
        })
    }

    /// The settled bits of a number; `None` if it does not fit, or this is no kind of integer.
    pub fn bits(self, integer: i128) -> Option<u64> {
        Some(match self {
            Kind::Int64 | Kind::Sfixed64 => i64::try_from(integer).ok()? as u64,
            Kind::Int32 | Kind::Enum => i64::from(i32::try_from(integer).ok()?) as u64,
            Kind::Uint64 | Kind::Fixed64 => u64::try_from(integer).ok()?,
            Kind::Uint32 | Kind::Fixed32 => u64::from(u32::try_from(integer).ok()?),
            Kind::Sfixed32 => u64::from(i32::try_from(integer).ok()? as u32),
            Kind::Sint32 => u64::from(varint::zigzag32(i32::try_from(integer).ok()?)),
            Kind::Sint64 => varint::zigzag64(i64::try_from(integer).ok()?),
            Kind::Bool => u64::try_from(integer).ok().filter(|&bit| bit <= 1)?,
            _ => return None,
        })
    }
}

impl Kind {
    /// `None` for messages and enums.
    pub const fn scalar(self) -> Option<Scalar> {
        Some(match self {
            Kind::Double => Scalar::Double,
            Kind::Float => Scalar::Float,
            Kind::Int64 => Scalar::Int64,
            Kind::Uint64 => Scalar::Uint64,
            Kind::Int32 => Scalar::Int32,
            Kind::Fixed64 => Scalar::Fixed64,
            Kind::Fixed32 => Scalar::Fixed32,
            Kind::Bool => Scalar::Bool,
            Kind::String => Scalar::String,
            Kind::Bytes => Scalar::Bytes,
            Kind::Uint32 => Scalar::Uint32,
            Kind::Sfixed32 => Scalar::Sfixed32,
            Kind::Sfixed64 => Scalar::Sfixed64,
            Kind::Sint32 => Scalar::Sint32,
            Kind::Sint64 => Scalar::Sint64,
            Kind::Group | Kind::Message | Kind::Enum => return None,
        })
    }
}

impl From<Scalar> for Kind {
    fn from(scalar: Scalar) -> Kind {
        match scalar {
            Scalar::Double => Kind::Double,
            Scalar::Float => Kind::Float,
            Scalar::Int64 => Kind::Int64,
            Scalar::Uint64 => Kind::Uint64,
            Scalar::Int32 => Kind::Int32,
            Scalar::Fixed64 => Kind::Fixed64,
            Scalar::Fixed32 => Kind::Fixed32,
            Scalar::Bool => Kind::Bool,
            Scalar::String => Kind::String,
            Scalar::Bytes => Kind::Bytes,
            Scalar::Uint32 => Kind::Uint32,
            Scalar::Sfixed32 => Kind::Sfixed32,
            Scalar::Sfixed64 => Kind::Sfixed64,
            Scalar::Sint32 => Kind::Sint32,
            Scalar::Sint64 => Kind::Sint64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_their_bits() {
        let at_the_edge = [0, 1, -1, 127, i128::from(i32::MIN), i128::from(u32::MAX), i128::from(i64::MIN)];
        let fits = |kind: Kind| at_the_edge.map(|number| kind.bits(number).is_some());
        assert_eq!(fits(Kind::Sint32), [true, true, true, true, true, false, false]);
        assert_eq!(fits(Kind::Fixed32), [true, true, false, true, false, true, false]);
        assert_eq!(fits(Kind::Bool), [true, true, false, false, false, false, false]);
        for kind in Kind::ALL {
            for number in at_the_edge {
                if let Some(bits) = kind.bits(number) {
                    assert_eq!((kind.integer(bits), kind.settled(bits)), (Some(number), bits), "{kind:?}");
                }
            }
        }
    }

    #[test]
    fn what_a_parser_drops() {
        assert_eq!(Kind::Int32.settled(0xFFFF_FFFF), u64::MAX);
        assert_eq!(Kind::Int32.settled(1 << 40 | 5), 5);
        assert_eq!(Kind::Uint32.settled(u64::MAX), 0xFFFF_FFFF);
        assert_eq!(Kind::Bool.settled(1 << 40), 1);
        assert_eq!(Kind::Int64.settled(1 << 40), 1 << 40);
    }
}
