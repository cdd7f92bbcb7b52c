//! Encoded messages as lists of fields. Knows no message.

use protune_compiler::encoding::scan::{Cursor, Damage, Record};
use protune_compiler::encoding::{WireType, put_tag, put_varint};
use std::fmt;

/// Bytes that are not the message that they should be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed {
    /// Byte at which that shows.
    pub offset: usize,
    /// Damage in words.
    pub what: &'static str,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at byte {}, {}", self.offset, self.what)
    }
}

impl From<Damage> for Malformed {
    fn from(damage: Damage) -> Malformed {
        Malformed { offset: damage.offset, what: damage.flaw.words() }
    }
}

/// Part of an encoded message: a message in it.
#[derive(Clone, Copy)]
pub(super) struct Part<'b> {
    bytes: &'b [u8],
    offset: usize,
}

/// One field of a message.
pub(super) struct Field<'b>(Record<'b>);

/// Nesting in messages of plugins. Options nest in lists, and nothing else does.
const DEPTH: u32 = 32;

impl<'b> Part<'b> {
    pub(super) fn whole(bytes: &'b [u8]) -> Part<'b> {
        Part { bytes, offset: 0 }
    }

    pub(super) fn bytes(self) -> &'b [u8] {
        self.bytes
    }

    pub(super) fn fields(self) -> impl Iterator<Item = Result<Field<'b>, Malformed>> {
        let records = Cursor::within(self.bytes, self.offset, DEPTH);
        records.map(|record| record.map(Field).map_err(Malformed::from))
    }

    pub(super) fn malformed(self, what: &'static str) -> Malformed {
        Malformed { offset: self.offset, what }
    }
}

impl<'b> Field<'b> {
    pub(super) fn number(&self) -> u32 {
        self.0.number
    }

    /// Content of a string, of bytes or of a message.
    pub(super) fn part(&self) -> Result<Part<'b>, Malformed> {
        self.must_be(WireType::Len)?;
        Ok(Part { bytes: self.0.payload, offset: self.0.payload_offset() })
    }

    pub(super) fn text(&self) -> Result<&'b str, Malformed> {
        let part = self.part()?;
        std::str::from_utf8(part.bytes).map_err(|_| part.malformed("a string is not UTF-8"))
    }

    pub(super) fn varint(&self) -> Result<u64, Malformed> {
        self.must_be(WireType::Varint)?;
        Ok(self.0.value)
    }

    pub(super) fn flag(&self) -> Result<bool, Malformed> {
        Ok(self.varint()? != 0)
    }

    /// Adds a number, or all of a packed list of them.
    pub(super) fn int32s(&self, out: &mut Vec<i32>) -> Result<(), Malformed> {
        if self.0.wire_type != WireType::Len {
            out.push(self.varint()? as i32);
            return Ok(());
        }
        for number in self.0.varints() {
            out.push(number?.0 as i32);
        }
        Ok(())
    }

    fn must_be(&self, wire_type: WireType) -> Result<(), Malformed> {
        let what = "a field has another wire type than it should";
        if self.0.wire_type == wire_type { Ok(()) } else { Err(Malformed { offset: self.0.offset, what }) }
    }
}

pub(super) fn put_number(out: &mut Vec<u8>, field: i32, value: u64) {
    put_tag(out, field, WireType::Varint);
    put_varint(out, value);
}
