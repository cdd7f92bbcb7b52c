//! Encoded messages: tags, varints and records, read and written. Knows no schema; see [`scan`] for reading.

pub(crate) mod part;
pub mod scan;
pub mod varint;

pub use varint::put as put_varint;

/// Wire type of a record, which determines the end of its payload. The numbers are those of "Encoding" in the protobuf
/// docs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[repr(u8)]
pub enum WireType {
    /// It is a varint.
    Varint = 0,
    /// It has 8 bytes.
    Fixed64 = 1,
    /// Its length stands before it.
    Len = 2,
    /// It goes on to the end tag of the group.
    StartGroup = 3,
    /// There is none: the record ends a group.
    EndGroup = 4,
    /// It has 4 bytes.
    Fixed32 = 5,
}

impl WireType {
    /// The wire type that a tag has in its lowest three bits.
    #[inline]
    pub const fn of_tag(tag: u64) -> Option<WireType> {
        Some(match tag & 7 {
            0 => WireType::Varint,
            1 => WireType::Fixed64,
            2 => WireType::Len,
            3 => WireType::StartGroup,
            4 => WireType::EndGroup,
            5 => WireType::Fixed32,
            _ => return None,
        })
    }
}

/// Writes a tag at the end of `out`.
pub fn put_tag(out: &mut Vec<u8>, number: i32, wire_type: WireType) {
    put_varint(out, (number as u64) << 3 | wire_type as u64);
}

/// Writes a record with its length before it: a string, bytes or a message.
///
/// ```
/// let mut out = Vec::new();
/// protune_compiler::encoding::put_len(&mut out, 1, b"cat");
/// assert_eq!(out, b"\x0A\x03cat");
/// ```
pub fn put_len(out: &mut Vec<u8>, number: i32, payload: &[u8]) {
    put_tag(out, number, WireType::Len);
    put_varint(out, payload.len() as u64);
    out.extend_from_slice(payload);
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
