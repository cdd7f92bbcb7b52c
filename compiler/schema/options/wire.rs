//! The bytes of options: tags, varints and length-delimited records, written and read.

/// Wire types, as in "Encoding" in the protobuf docs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::schema) enum WireType {
    Varint = 0,
    Fixed64 = 1,
    Len = 2,
    StartGroup = 3,
    EndGroup = 4,
    Fixed32 = 5,
}

pub(in crate::schema) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

pub(in crate::schema) fn put_tag(out: &mut Vec<u8>, number: i32, wire_type: WireType) {
    put_varint(out, (number as u64) << 3 | wire_type as u64);
}

pub(in crate::schema) fn put_len(out: &mut Vec<u8>, number: i32, payload: &[u8]) {
    put_tag(out, number, WireType::Len);
    put_varint(out, payload.len() as u64);
    out.extend_from_slice(payload);
}

pub(in crate::schema) fn get_varint(bytes: &mut &[u8]) -> Option<u64> {
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

pub(in crate::schema) struct WireField<'b> {
    pub(in crate::schema) number: i32,
    pub(in crate::schema) payload: Payload<'b>,
}

#[derive(Clone, Copy)]
pub(in crate::schema) enum Payload<'b> {
    Varint(u64),
    Fixed(#[expect(dead_code, reason = "read once option values are shown")] &'b [u8]),
    Len(#[expect(dead_code, reason = "read once option values are shown")] &'b [u8]),
    /// A group; its fields follow, then its end.
    Group,
}

/// The fields of an encoded message, up to the first damage.
pub(in crate::schema) fn fields(mut bytes: &[u8]) -> impl Iterator<Item = WireField<'_>> {
    std::iter::from_fn(move || {
        let tag = get_varint(&mut bytes)?;
        let payload = match tag & 7 {
            0 => Payload::Varint(get_varint(&mut bytes)?),
            1 => Payload::Fixed(take(&mut bytes, 8)?),
            2 => {
                let len = get_varint(&mut bytes)?;
                Payload::Len(take(&mut bytes, usize::try_from(len).ok()?)?)
            }
            3 | 4 => Payload::Group,
            5 => Payload::Fixed(take(&mut bytes, 4)?),
            _ => return None,
        };
        Some(WireField { number: i32::try_from(tag >> 3).ok()?, payload })
    })
}

fn take<'b>(bytes: &mut &'b [u8], len: usize) -> Option<&'b [u8]> {
    let (taken, rest) = bytes.split_at_checked(len)?;
    *bytes = rest;
    Some(taken)
}
