//! A cursor over the records of an encoded message. Knows no schema, and takes nothing on trust: every
//! damage is an error that says at which byte.
//!
//! ```
//! use protune_compiler::encoding::scan::{Cursor, Flaw};
//!
//! // Field 1 is the varint 150, field 2 the string "cat".
//! let bytes = b"\x08\x96\x01\x12\x03cat";
//! let records: Vec<_> = Cursor::new(bytes).collect::<Result<_, _>>()?;
//! assert_eq!((records[0].number, records[0].value), (1, 150));
//! assert_eq!((records[1].number, records[1].payload), (2, &b"cat"[..]));
//!
//! let damage = Cursor::new(&bytes[..7]).last().unwrap().unwrap_err();
//! assert_eq!((damage.offset, damage.flaw), (4, Flaw::Length));
//! # Ok::<(), protune_compiler::encoding::scan::Damage>(())
//! ```

use super::{WireType, varint};
use std::fmt;

/// Default maximum depth of nested messages and groups, as in the C++ and Java runtimes.
pub const MAX_DEPTH: u32 = 100;

/// The greatest field number.
pub const MAX_NUMBER: u32 = (1 << 29) - 1;

/// The records of a message, in order. After damage there are none.
#[derive(Clone, Debug)]
pub struct Cursor<'b> {
    rest: &'b [u8],
    /// Offset of the rest in the outermost message.
    offset: usize,
    /// Remaining depth of nesting.
    depth: u32,
}

/// One record: a tag and what belongs to it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Record<'b> {
    /// The number of the field.
    pub number: u32,
    /// Never [`WireType::EndGroup`].
    pub wire_type: WireType,
    /// The bytes of its tag.
    pub tag_len: u8,
    /// The bytes of its length; none unless it is length-delimited.
    pub prefix_len: u8,
    /// The bytes of the end tag of a group; none otherwise.
    pub end_len: u8,
    /// Offset of its tag in the outermost message.
    pub offset: usize,
    /// Value of a varint or fixed-width record.
    pub value: u64,
    /// The bytes of the value: without tag and length, between the tags of a group.
    pub payload: &'b [u8],
}

/// Bytes that cannot be what they should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Damage {
    /// Counted from the start of the outermost message.
    pub offset: usize,
    /// Kind of damage.
    pub flaw: Flaw,
}

/// Kind of damage in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum Flaw {
    /// A varint ends with the input, or does not end within 10 bytes.
    Varint,
    /// A fixed-width value ends with the input.
    Fixed,
    /// A length goes beyond the end.
    Length,
    /// There is no such wire type.
    WireType,
    /// There is no such field number.
    FieldNumber,
    /// A group ends that never started.
    GroupNotStarted,
    /// A group does not end.
    GroupNotEnded,
    /// Another group ends than was started last.
    OtherGroup,
    /// Messages nest deeper than the reader goes.
    TooDeep,
    /// A message has more than 2 GiB.
    TooLarge,
    /// The elements of a packed record do not fill it.
    Packed,
}

impl<'b> Cursor<'b> {
    /// The records of an outermost message.
    pub fn new(bytes: &'b [u8]) -> Cursor<'b> {
        Cursor::with_depth(bytes, MAX_DEPTH)
    }

    /// The records of an outermost message that nests this deep at most.
    pub fn with_depth(bytes: &'b [u8], depth: u32) -> Cursor<'b> {
        Cursor { rest: bytes, offset: 0, depth }
    }

    /// The records of a part of the outermost message that starts at `offset`.
    pub fn within(bytes: &'b [u8], offset: usize, depth: u32) -> Cursor<'b> {
        Cursor { rest: bytes, offset, depth }
    }

    /// Remaining depth of nesting.
    pub fn depth(&self) -> u32 {
        self.depth
    }

    /// Returns its offset in the outermost message.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The records of the message that the payload of a record is.
    #[inline]
    pub fn inside(&self, record: &Record<'b>) -> Result<Cursor<'b>, Damage> {
        match self.depth.checked_sub(1) {
            Some(depth) => Ok(Cursor { rest: record.payload, offset: record.payload_offset(), depth }),
            None => Err(Damage { offset: record.offset, flaw: Flaw::TooDeep }),
        }
    }

    // A record that is handed over in memory costs more than reading it.
    #[inline(always)]
    fn take_record(&mut self) -> Result<Record<'b>, Damage> {
        let offset = self.offset;
        let (number, wire_type, tag_len) = self.take_tag()?;
        let mut record =
            Record { number, wire_type, tag_len, prefix_len: 0, end_len: 0, offset, value: 0, payload: &[] };
        match wire_type {
            WireType::Varint => {
                let start = self.rest;
                let (value, len) = self.take_varint()?;
                record.value = value;
                record.payload = &start[..len];
            }
            WireType::Fixed64 => {
                let bytes = self.take_array::<8>()?;
                record.value = u64::from_le_bytes(*bytes);
                record.payload = bytes;
            }
            WireType::Fixed32 => {
                let bytes = self.take_array::<4>()?;
                record.value = u64::from(u32::from_le_bytes(*bytes));
                record.payload = bytes;
            }
            WireType::Len => {
                let (payload, prefix_len) = self.take_len()?;
                record.payload = payload;
                record.prefix_len = prefix_len;
            }
            WireType::StartGroup => {
                // On a copy, so that the cursor itself can stay in registers.
                let mut inner = self.clone();
                let (payload, end_len) = inner.take_group(&record)?;
                *self = inner;
                record.payload = payload;
                record.end_len = end_len;
            }
            WireType::EndGroup => return Err(Damage { offset, flaw: Flaw::GroupNotStarted }),
        }
        Ok(record)
    }

    #[inline]
    fn take_tag(&mut self) -> Result<(u32, WireType, u8), Damage> {
        let offset = self.offset;
        let (tag, len) = self.take_varint()?;
        let Some(wire_type) = WireType::of_tag(tag) else {
            return Err(Damage { offset, flaw: Flaw::WireType });
        };
        let number = tag >> 3;
        if number == 0 || number > u64::from(MAX_NUMBER) {
            return Err(Damage { offset, flaw: Flaw::FieldNumber });
        }
        Ok((number as u32, wire_type, len as u8))
    }

    #[inline]
    fn take_varint(&mut self) -> Result<(u64, usize), Damage> {
        let Some((value, len)) = varint::read(self.rest) else {
            return Err(Damage { offset: self.offset, flaw: Flaw::Varint });
        };
        self.advance(len);
        Ok((value, len))
    }

    #[inline]
    fn take_array<const N: usize>(&mut self) -> Result<&'b [u8; N], Damage> {
        let Some(bytes) = self.rest.first_chunk() else {
            return Err(Damage { offset: self.offset, flaw: Flaw::Fixed });
        };
        self.advance(N);
        Ok(bytes)
    }

    #[inline]
    fn take_len(&mut self) -> Result<(&'b [u8], u8), Damage> {
        let offset = self.offset;
        let (len, prefix_len) = self.take_varint()?;
        if len > self.rest.len() as u64 {
            return Err(Damage { offset, flaw: Flaw::Length });
        }
        let payload = &self.rest[..len as usize];
        self.advance(payload.len());
        Ok((payload, prefix_len as u8))
    }

    /// Reads the content of a group up to its end tag, and the length of that tag.
    fn take_group(&mut self, group: &Record<'b>) -> Result<(&'b [u8], u8), Damage> {
        let (start, from) = (self.rest, self.offset);
        let too_deep = Damage { offset: group.offset, flaw: Flaw::TooDeep };
        let Some(depth) = self.depth.checked_sub(1) else { return Err(too_deep) };
        // Real groups seldom nest: one number is kept here, and those of groups inside are on the heap.
        let mut open: Vec<u32> = Vec::new();
        loop {
            let offset = self.offset;
            if self.rest.is_empty() {
                return Err(Damage { offset: group.offset, flaw: Flaw::GroupNotEnded });
            }
            let (number, wire_type, tag_len) = self.take_tag()?;
            match wire_type {
                WireType::Varint => drop(self.take_varint()?),
                WireType::Fixed64 => drop(self.take_array::<8>()?),
                WireType::Fixed32 => drop(self.take_array::<4>()?),
                WireType::Len => drop(self.take_len()?),
                WireType::StartGroup if open.len() as u64 >= u64::from(depth) => {
                    return Err(Damage { offset, flaw: Flaw::TooDeep });
                }
                WireType::StartGroup => open.push(number),
                WireType::EndGroup => {
                    let is_last = open.is_empty();
                    if number != open.pop().unwrap_or(group.number) {
                        return Err(Damage { offset, flaw: Flaw::OtherGroup });
                    }
                    if is_last {
                        return Ok((&start[..offset - from], tag_len));
                    }
                }
            }
        }
    }

    #[inline]
    fn advance(&mut self, len: usize) {
        self.rest = &self.rest[len..];
        self.offset += len;
    }
}

impl<'b> Iterator for Cursor<'b> {
    type Item = Result<Record<'b>, Damage>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let record = self.take_record();
        if record.is_err() {
            self.rest = &[];
        }
        Some(record)
    }
}

impl<'b> Record<'b> {
    /// Returns the offset of its payload in the outermost message.
    #[inline]
    pub fn payload_offset(&self) -> usize {
        self.offset + usize::from(self.tag_len) + usize::from(self.prefix_len)
    }

    /// All of its bytes.
    #[inline]
    pub fn len(&self) -> usize {
        let around = usize::from(self.tag_len) + usize::from(self.prefix_len) + usize::from(self.end_len);
        around + self.payload.len()
    }

    /// There is always a tag.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The bytes that its tags, its length and the varint that it may be are longer than they have to be.
    /// What stands inside of it is not looked at.
    #[inline]
    pub fn excess(&self) -> usize {
        // What nearly all records look like. A varint of several bytes is too long if the last one is zero, or if it
        // has bits beyond 64, which takes ten bytes.
        let is_short = match self.payload {
            _ if self.wire_type != WireType::Varint => true,
            [_] => true,
            [.., last] => *last != 0 && self.payload.len() < varint::MAX_LEN,
            [] => false,
        };
        if self.tag_len == 1 && self.prefix_len.max(self.end_len) <= 1 && is_short {
            return 0;
        }
        let tag = varint::tag_len(self.number);
        let tags = usize::from(self.tag_len) - tag + usize::from(self.end_len).saturating_sub(tag);
        tags + match self.wire_type {
            WireType::Varint => self.payload.len() - varint::len(self.value),
            WireType::Len => usize::from(self.prefix_len) - varint::len(self.payload.len() as u64),
            _ => 0,
        }
    }

    /// The elements of a packed record of varints.
    #[inline]
    pub fn varints(&self) -> Varints<'b> {
        Varints { rest: self.payload, offset: self.payload_offset() }
    }

    /// The elements of a packed record of 4 bytes each.
    #[inline]
    pub fn fixed32s(&self) -> Result<impl ExactSizeIterator<Item = u32> + use<'b>, Damage> {
        Ok(self.chunks()?.iter().map(|chunk| u32::from_le_bytes(*chunk)))
    }

    /// The elements of a packed record of 8 bytes each.
    #[inline]
    pub fn fixed64s(&self) -> Result<impl ExactSizeIterator<Item = u64> + use<'b>, Damage> {
        Ok(self.chunks()?.iter().map(|chunk| u64::from_le_bytes(*chunk)))
    }

    fn chunks<const N: usize>(&self) -> Result<&'b [[u8; N]], Damage> {
        let (chunks, torn) = self.payload.as_chunks();
        if !torn.is_empty() {
            let offset = self.payload_offset() + self.payload.len() - torn.len();
            return Err(Damage { offset, flaw: Flaw::Packed });
        }
        Ok(chunks)
    }
}

/// Varints end to end: values, and the bytes that each takes.
#[derive(Clone, Debug)]
pub struct Varints<'b> {
    rest: &'b [u8],
    offset: usize,
}

impl Iterator for Varints<'_> {
    type Item = Result<(u64, usize), Damage>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let Some((value, len)) = varint::read(self.rest) else {
            self.rest = &[];
            let flaw = Flaw::Packed;
            return Some(Err(Damage { offset: self.offset, flaw }));
        };
        self.rest = &self.rest[len..];
        self.offset += len;
        Some(Ok((value, len)))
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {}: {}", self.offset, self.flaw)
    }
}

impl std::error::Error for Damage {}

impl Flaw {
    /// Returns a description of the damage.
    pub const fn words(self) -> &'static str {
        match self {
            Flaw::Varint => "a varint does not end",
            Flaw::Fixed => "a fixed-width value is cut off",
            Flaw::Length => "a length goes beyond the end",
            Flaw::WireType => "there is no such wire type",
            Flaw::FieldNumber => "there is no such field number",
            Flaw::GroupNotStarted => "a group ends that never started",
            Flaw::GroupNotEnded => "a group does not end",
            Flaw::OtherGroup => "another group ends than was started last",
            Flaw::TooDeep => "messages nest too deep",
            Flaw::TooLarge => "a message has more than 2 GiB",
            Flaw::Packed => "the last element of a packed record is cut off",
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(bytes: &[u8]) -> Result<Vec<Record<'_>>, Damage> {
        Cursor::new(bytes).collect()
    }

    #[test]
    fn records_say_where_their_bytes_are() {
        // An overlong tag, length and varint among them.
        let bytes = [8, 0x96, 0x81, 0, 0x92, 0, 0x81, 0, b'x', 0x1B, 8, 1, 0x1C, 0x25, 1, 0, 0, 0];
        let records = records(&bytes).expect("no damage");
        let shape = |r: &Record<'_>| {
            (r.number, r.wire_type as u8, r.offset, [r.tag_len, r.prefix_len, r.end_len], r.excess())
        };
        let shapes: Vec<_> = records.iter().map(shape).collect();
        let wanted = [
            (1, 0, 0, [1, 0, 0], 1),
            (2, 2, 4, [2, 2, 0], 2),
            (3, 3, 9, [1, 0, 1], 0),
            (4, 5, 13, [1, 0, 0], 0),
        ];
        assert_eq!(shapes, wanted);
        assert_eq!(records.iter().map(Record::len).sum::<usize>(), bytes.len());
        assert_eq!((records[0].value, records[3].value), (150, 1));
        for record in &records {
            assert_eq!(record.payload, &bytes[record.payload_offset()..][..record.payload.len()]);
        }
    }

    #[test]
    fn cursors_inside_count_on() {
        let cursor = Cursor::with_depth(&[0x0A, 4, 0x12, 2, 0x18, 7], 2);
        let outer = cursor.clone().next().expect("a record").expect("no damage");
        let middle = cursor.inside(&outer).expect("not deep");
        let inner = middle.clone().next().expect("a record").expect("no damage");
        let innermost = middle.inside(&inner).expect("not deep");
        let last = innermost.clone().next().expect("a record").expect("no damage");
        assert_eq!((last.number, last.offset, last.value), (3, 4, 7));
        assert_eq!(innermost.inside(&last).err(), Some(Damage { offset: 4, flaw: Flaw::TooDeep }));
    }

    #[test]
    fn damage_has_its_place() {
        let cases: &[(&[u8], usize, Flaw)] = &[
            (&[8], 1, Flaw::Varint),
            (&[8, 1, 0xFF], 2, Flaw::Varint),
            (&[8, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0], 1, Flaw::Varint),
            (&[0, 1], 0, Flaw::FieldNumber),
            (&[8, 1, 0x80, 0x80, 0x80, 0x80, 0x10, 1], 2, Flaw::FieldNumber),
            (&[8, 1, 0x0F], 2, Flaw::WireType),
            (&[0x12, 2, 0], 1, Flaw::Length),
            (&[0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1], 1, Flaw::Length),
            (&[0x0D, 0, 0, 0], 1, Flaw::Fixed),
            (&[0x09, 0, 0, 0, 0, 0, 0, 0], 1, Flaw::Fixed),
            (&[8, 1, 0x0B, 8, 1], 2, Flaw::GroupNotEnded),
            (&[8, 1, 0x0C], 2, Flaw::GroupNotStarted),
            (&[0x0B, 8, 1, 0x14], 3, Flaw::OtherGroup),
            (&[0x0B, 0x13, 0x0C], 2, Flaw::OtherGroup),
        ];
        for &(bytes, offset, flaw) in cases {
            let mut cursor = Cursor::new(bytes);
            let damage = cursor.find_map(Result::err);
            assert_eq!(damage, Some(Damage { offset, flaw }), "{bytes:?}");
            assert!(cursor.next().is_none());
        }
    }

    #[test]
    fn groups_nest_no_deeper_than_messages() {
        let nested = |depth| [vec![0x0B; depth], vec![0x0C; depth]].concat();
        assert!(records(&nested(100)).is_ok());
        assert_eq!(records(&nested(101)).err(), Some(Damage { offset: 100, flaw: Flaw::TooDeep }));
    }

    #[test]
    fn packed_elements() {
        let packed = records(&[0x0A, 4, 1, 0x81, 0, 0x80]).expect("no damage")[0];
        let elements: Vec<_> = packed.varints().collect();
        let damage = Damage { offset: 5, flaw: Flaw::Packed };
        assert_eq!(elements, [Ok((1, 1)), Ok((1, 2)), Err(damage)]);
        assert_eq!(packed.fixed32s().expect("4 bytes").collect::<Vec<_>>(), [0x8000_8101]);
        assert_eq!(packed.fixed64s().err(), Some(Damage { offset: 2, flaw: Flaw::Packed }));
    }
}
