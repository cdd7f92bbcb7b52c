//! Varints: how long they are, how they are read and written. The one place that knows.
//! Knows no schema.

/// No varint is longer.
pub const MAX_LEN: usize = 10;

/// The bytes that a value takes, at least 1.
#[inline]
pub const fn len(value: u64) -> usize {
    // ceil(bits / 7) without a division, for 1 to 64 bits.
    ((64 - (value | 1).leading_zeros() as usize) * 9 + 64) / 64
}

/// The bytes of the tag of a field.
#[inline]
pub const fn tag_len(number: u32) -> usize {
    len((number as u64) << 3)
}

/// The value at the start of `bytes`, and how many bytes it takes, overlong or not. Bits beyond the 64th
/// are dropped, as protobuf does. `None` when it has no end within 10 bytes.
#[inline]
pub fn read(bytes: &[u8]) -> Option<(u64, usize)> {
    match *bytes {
        [first, ..] if first < 0x80 => Some((u64::from(first), 1)),
        [first, second, ..] if second < 0x80 => Some((u64::from(first & 0x7F) | u64::from(second) << 7, 2)),
        _ => read_long(bytes),
    }
}

fn read_long(bytes: &[u8]) -> Option<(u64, usize)> {
    let mut value = 0;
    for (at, &byte) in bytes.iter().take(MAX_LEN).enumerate() {
        value |= u64::from(byte & 0x7F) << (7 * at);
        if byte < 0x80 {
            return Some((value, at + 1));
        }
    }
    None
}

/// Returns whether these are varints of one or two bytes each, none longer than it has to be. This does not
/// need to know where each of them starts.
#[inline]
pub fn are_short(bytes: &[u8]) -> bool {
    let (mut goes_on, mut is_other) = (false, false);
    for &byte in bytes {
        is_other |= goes_on & (byte >= 0x80 || byte == 0);
        goes_on = byte >= 0x80;
    }
    !(is_other | goes_on)
}

/// Returns the number of varints that end in these bytes.
#[inline]
pub fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte < 0x80).count()
}

/// Writes a value at the end of `out`.
#[inline]
pub fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The zigzag form of a number, which is short where the number is near zero.
#[inline]
pub const fn zigzag32(value: i32) -> u32 {
    (value << 1 ^ value >> 31) as u32
}

/// The zigzag form of a number, which is short where the number is near zero.
#[inline]
pub const fn zigzag64(value: i64) -> u64 {
    (value << 1 ^ value >> 63) as u64
}

/// The number of this zigzag form.
#[inline]
pub const fn unzigzag32(value: u32) -> i32 {
    (value >> 1) as i32 ^ -((value & 1) as i32)
}

/// The number of this zigzag form.
#[inline]
pub const fn unzigzag64(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_change_at_each_seventh_bit() {
        for bytes in 1..=9 {
            let first_longer = 1u64 << (7 * bytes);
            assert_eq!((len(first_longer - 1), len(first_longer)), (bytes, bytes + 1), "{bytes}");
        }
        assert_eq!((len(0), len(u64::MAX)), (1, 10));
        let numbers = [1, 15, 16, 2047, 2048, (1 << 18) - 1, 1 << 18, (1 << 25) - 1, 1 << 25, (1 << 29) - 1];
        assert_eq!(numbers.map(tag_len), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
    }

    #[test]
    fn what_is_written_is_read() {
        let powers = (0..64).flat_map(|bit| [(1u64 << bit) - 1, 1 << bit, (1 << bit) + 1]);
        for value in powers.chain([u64::MAX]) {
            let mut bytes = Vec::new();
            put(&mut bytes, value);
            assert_eq!(bytes.len(), len(value), "{value}");
            assert_eq!(read(&bytes), Some((value, bytes.len())));
            assert_eq!(read(&bytes[..bytes.len() - 1]), None);
            assert_eq!(zigzag64(unzigzag64(value)), value);
            assert_eq!(zigzag32(unzigzag32(value as u32)), value as u32);
        }
        assert_eq!([0, -1, 1, -64, 64].map(zigzag64), [0, 1, 2, 127, 128]);
        assert_eq!((zigzag32(i32::MIN), zigzag64(i64::MIN)), (u32::MAX, u64::MAX));
    }

    #[test]
    fn short_ones_are_told_from_others() {
        let short: [&[u8]; 5] = [&[], &[0], &[0x7F, 0], &[0x80, 1], &[1, 0xFF, 0x7F, 0x80, 1, 0]];
        assert!(short.iter().all(|bytes| are_short(bytes)));
        assert_eq!(short.map(count), [0, 1, 2, 1, 4]);
        let other: [&[u8]; 4] = [&[0x80], &[1, 0x80, 0], &[0x80, 0x80, 1], &[1, 2, 0xFF]];
        assert!(!other.iter().any(|bytes| are_short(bytes)));
    }

    #[test]
    fn overlong_ones_are_read() {
        assert_eq!(read(&[0x81, 0x80, 0, 9]), Some((1, 3)));
        assert_eq!(read(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0]), Some((0, 10)));
        assert_eq!(read(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]), Some((u64::MAX, 10)));
        assert_eq!(read(&[0x80; 11]), None);
        assert_eq!(read(&[]), None);
    }
}
