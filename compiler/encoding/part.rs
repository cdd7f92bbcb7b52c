//! Parts of encoded descriptors: bytes that know where among all of them they stand, and what is wrong with them
//! in words. Records are read by [`Cursor`]; which fields they are is for the caller to know.

use super::WireType;
use super::scan::{self, Cursor, Flaw, Record};
use super::varint;

/// Part of the bytes that are read, and its offset among all of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) offset: usize,
}

/// Bytes that cannot be what they should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Damage {
    pub(crate) offset: usize,
    pub(crate) what: &'static str,
}

impl From<scan::Damage> for Damage {
    fn from(damage: scan::Damage) -> Damage {
        Damage { offset: damage.offset, what: damage.flaw.words() }
    }
}

/// One field of an encoded message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WireField<'b> {
    pub(crate) number: i32,
    /// Offset of its tag.
    pub(crate) offset: usize,
    pub(crate) value: WireValue<'b>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum WireValue<'b> {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    Len(Part<'b>),
    /// Content between the two tags.
    Group(Part<'b>),
}

impl<'b> Part<'b> {
    pub(crate) fn damage(self, what: &'static str) -> Damage {
        Damage { offset: self.offset, what }
    }

    /// The fields of the message that the bytes are, up to the first damage.
    pub(crate) fn fields(self) -> impl Iterator<Item = Result<WireField<'b>, Damage>> {
        let records = Cursor::within(self.bytes, self.offset, scan::MAX_DEPTH);
        records.map(|record| record.map(WireField::from).map_err(Damage::from))
    }

    /// The elements of a packed record of numbers, up to the first damage.
    pub(crate) fn elements(self, wire_type: WireType) -> impl Iterator<Item = Result<WireValue<'b>, Damage>> {
        let mut rest = self;
        std::iter::from_fn(move || {
            if rest.bytes.is_empty() {
                return None;
            }
            let Some((value, len)) = first_element(rest.bytes, wire_type) else {
                let damage = rest.damage(Flaw::Packed.words());
                rest.bytes = &[];
                return Some(Err(damage));
            };
            rest = Part { bytes: &rest.bytes[len..], offset: rest.offset + len };
            Some(Ok(value))
        })
    }
}

/// The number that some bytes begin with, and how many of them it takes.
fn first_element<'b>(bytes: &[u8], wire_type: WireType) -> Option<(WireValue<'b>, usize)> {
    match wire_type {
        WireType::Fixed64 => Some((WireValue::Fixed64(u64::from_le_bytes(*bytes.first_chunk()?)), 8)),
        WireType::Fixed32 => Some((WireValue::Fixed32(u32::from_le_bytes(*bytes.first_chunk()?)), 4)),
        _ => varint::read(bytes).map(|(value, len)| (WireValue::Varint(value), len)),
    }
}

impl<'b> From<Record<'b>> for WireField<'b> {
    fn from(record: Record<'b>) -> WireField<'b> {
        let part = Part { bytes: record.payload, offset: record.payload_offset() };
        let value = match record.wire_type {
            WireType::Varint => WireValue::Varint(record.value),
            WireType::Fixed64 => WireValue::Fixed64(record.value),
            WireType::Fixed32 => WireValue::Fixed32(record.value as u32),
            WireType::Len => WireValue::Len(part),
            WireType::StartGroup | WireType::EndGroup => WireValue::Group(part),
        };
        WireField { number: record.number as i32, offset: record.offset, value }
    }
}

impl<'b> WireField<'b> {
    /// The bytes of a string, of bytes, or of a message behind its length.
    pub(crate) fn part(self) -> Result<Part<'b>, Damage> {
        match self.value {
            WireValue::Len(part) => Ok(part),
            _ => Err(self.wrong_wire_type()),
        }
    }

    pub(crate) fn varint(self) -> Result<u64, Damage> {
        match self.value {
            WireValue::Varint(value) => Ok(value),
            _ => Err(self.wrong_wire_type()),
        }
    }

    /// Varints that may be packed.
    pub(crate) fn varints(self) -> impl Iterator<Item = Result<u64, Damage>> {
        let (single, packed) = match self.value {
            WireValue::Len(part) => (None, Some(part.elements(WireType::Varint))),
            value => (Some(Ok(value)), None),
        };
        let values = single.into_iter().chain(packed.into_iter().flatten());
        values.map(move |value| WireField { value: value?, ..self }.varint())
    }

    fn wrong_wire_type(self) -> Damage {
        Damage { offset: self.offset, what: "a field has another wire type than it should" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(bytes: &[u8]) -> Result<Vec<WireField<'_>>, Damage> {
        Part { bytes, offset: 100 }.fields().collect()
    }

    #[test]
    fn fields_come_with_their_places() {
        let fields = fields(&[8, 0x96, 1, 0x12, 1, b'x', 0x1B, 8, 1, 0x1C]).expect("no damage");
        let places: Vec<_> = fields.iter().map(|field| (field.number, field.offset)).collect();
        assert_eq!(places, [(1, 100), (2, 103), (3, 106)]);
        assert_eq!(fields[0].varint(), Ok(150));
        assert_eq!(fields[1].part().map(|part| part.bytes), Ok(&b"x"[..]));
        assert!(matches!(fields[2].value, WireValue::Group(Part { bytes: [8, 1], offset: 107 })));
    }

    #[test]
    fn damage_is_found() {
        let cases: &[&[u8]] = &[
            &[8],
            &[8, 0xFF],
            &[0, 1],
            &[0x0F],
            &[0x12, 2, 0],
            &[0x0D, 0, 0],
            &[0x0B],
            &[0x0C],
            &[0x0B, 0x14],
        ];
        for case in cases {
            assert!(fields(case).is_err(), "{case:?}");
        }
        assert!(fields(&[0x0B; 1000]).is_err());
    }
}
