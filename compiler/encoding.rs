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
