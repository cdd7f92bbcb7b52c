//! Encoded messages: tags, varints and length-delimited records. Knows no schema.

/// Wire types, as in "Encoding" in the protobuf docs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum WireType {
    Varint = 0,
    Fixed64 = 1,
    Len = 2,
    StartGroup = 3,
    EndGroup = 4,
    Fixed32 = 5,
}

pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(crate) fn put_tag(out: &mut Vec<u8>, number: i32, wire_type: WireType) {
    put_varint(out, (number as u64) << 3 | wire_type as u64);
}

pub(crate) fn put_len(out: &mut Vec<u8>, number: i32, payload: &[u8]) {
    put_tag(out, number, WireType::Len);
    put_varint(out, payload.len() as u64);
    out.extend_from_slice(payload);
}

pub(crate) fn get_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// Puts the length of what stands behind `start` before it.
pub(crate) fn insert_len(out: &mut Vec<u8>, start: usize) {
    let len = out.len() - start;
    let mut varint = Vec::with_capacity(5);
    put_varint(&mut varint, len as u64);
    out.extend_from_slice(&varint);
    out.copy_within(start..start + len, start + varint.len());
    out[start..start + varint.len()].copy_from_slice(&varint);
}

/// Some of the bytes that are read, and where among all of them they start.
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

/// One field of an encoded message.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WireField<'b> {
    pub(crate) number: i32,
    /// Where its tag starts.
    pub(crate) offset: usize,
    pub(crate) value: WireValue<'b>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum WireValue<'b> {
    Varint(u64),
    Fixed64(u64),
    Fixed32(u32),
    Len(Part<'b>),
    /// What stands between the two tags.
    Group(Part<'b>),
}

/// Groups of unknown fields nest this deep at most.
const MAX_GROUP_DEPTH: usize = 100;

impl<'b> Part<'b> {
    pub(crate) fn damage(self, what: &'static str) -> Damage {
        Damage { offset: self.offset, what }
    }

    /// The fields of the message that the bytes are, up to the first damage.
    pub(crate) fn fields(self) -> impl Iterator<Item = Result<WireField<'b>, Damage>> {
        let mut rest = self;
        std::iter::from_fn(move || {
            if rest.bytes.is_empty() {
                return None;
            }
            let field = rest.take_field();
            if field.is_err() {
                rest.bytes = &[];
            }
            Some(field)
        })
    }

    fn take_field(&mut self) -> Result<WireField<'b>, Damage> {
        let offset = self.offset;
        let (number, wire_type) = self.take_tag()?;
        let value = match wire_type {
            WireType::StartGroup => WireValue::Group(self.take_group(number)?),
            WireType::EndGroup => return Err(Damage { offset, what: "a group ends that never started" }),
            _ => self.take_value(wire_type)?,
        };
        Ok(WireField { number, offset, value })
    }

    fn take_tag(&mut self) -> Result<(i32, WireType), Damage> {
        let start = *self;
        let tag = self.take_varint()?;
        let number = i32::try_from(tag >> 3).ok().filter(|number| (1..1 << 29).contains(number));
        let wire_type = match tag & 7 {
            0 => WireType::Varint,
            1 => WireType::Fixed64,
            2 => WireType::Len,
            3 => WireType::StartGroup,
            4 => WireType::EndGroup,
            5 => WireType::Fixed32,
            _ => return Err(start.damage("there is no such wire type")),
        };
        let number = number.ok_or(start.damage("there is no such field number"))?;
        Ok((number, wire_type))
    }

    /// The value of a field that is no group.
    pub(crate) fn take_value(&mut self, wire_type: WireType) -> Result<WireValue<'b>, Damage> {
        Ok(match wire_type {
            WireType::Varint => WireValue::Varint(self.take_varint()?),
            WireType::Fixed64 => WireValue::Fixed64(u64::from_le_bytes(self.take_array()?)),
            WireType::Fixed32 => WireValue::Fixed32(u32::from_le_bytes(self.take_array()?)),
            WireType::Len | WireType::StartGroup | WireType::EndGroup => {
                let start = *self;
                let len = usize::try_from(self.take_varint()?).ok();
                let part = len.and_then(|len| self.take(len));
                WireValue::Len(part.ok_or(start.damage("a length goes beyond the end"))?)
            }
        })
    }

    /// What stands before the end tag that belongs to an open group.
    fn take_group(&mut self, number: i32) -> Result<Part<'b>, Damage> {
        let start = *self;
        let mut open = vec![number];
        while open.len() <= MAX_GROUP_DEPTH {
            let before = *self;
            match self.take_tag()? {
                (number, WireType::StartGroup) => open.push(number),
                (number, WireType::EndGroup) => {
                    if open.pop() != Some(number) {
                        return Err(before.damage("another group ends than was started last"));
                    }
                    if open.is_empty() {
                        let len = before.offset - start.offset;
                        return Ok(Part { bytes: &start.bytes[..len], ..start });
                    }
                }
                (_, wire_type) => {
                    self.take_value(wire_type)?;
                }
            }
        }
        Err(start.damage("groups nest too deep"))
    }

    pub(crate) fn take_varint(&mut self) -> Result<u64, Damage> {
        let mut rest = self.bytes;
        let value = get_varint(&mut rest).ok_or(self.damage("a varint has no end"))?;
        *self = Part { bytes: rest, offset: self.offset + (self.bytes.len() - rest.len()) };
        Ok(value)
    }

    pub(crate) fn take_array<const N: usize>(&mut self) -> Result<[u8; N], Damage> {
        let start = *self;
        let part = self.take(N).and_then(|part| part.bytes.try_into().ok());
        part.ok_or(start.damage("a number is cut off"))
    }

    /// The first `len` bytes.
    fn take(&mut self, len: usize) -> Option<Part<'b>> {
        let (taken, rest) = self.bytes.split_at_checked(len)?;
        let taken = Part { bytes: taken, offset: self.offset };
        *self = Part { bytes: rest, offset: self.offset + len };
        Some(taken)
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
