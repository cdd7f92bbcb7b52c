//! Forms of strings, and whether one is the JSON name of another. Without allocating.

/// 16 bytes in lower-case hex with four hyphens.
pub(super) fn is_uuid(text: &[u8]) -> bool {
    let Some(text) = text.as_array::<36>() else { return false };
    let has_hyphens = [8, 13, 18, 23].iter().all(|&at| text[at] == b'-');
    // As many as there are digits, when no hyphen is elsewhere.
    has_hyphens && text.iter().map(|byte| LOWER_HEX[usize::from(*byte)]).sum::<u8>() == 32
}

/// Pairs of lower-case hex digits, at least one.
pub(super) fn is_hex(text: &[u8]) -> bool {
    let is_digit = |byte: &u8| LOWER_HEX[usize::from(*byte)] == 1;
    text.len() >= 2 && text.len().is_multiple_of(2) && text.iter().all(is_digit)
}

/// 1 for each byte that is a digit in lower case.
static LOWER_HEX: [u8; 256] = {
    let (mut digits, mut byte) = ([0; 256], 0);
    while byte < digits.len() {
        digits[byte] = matches!(byte as u8, b'0'..=b'9' | b'a'..=b'f') as u8;
        byte += 1;
    }
    digits
};

/// The first text is what protoc makes of the second as a name in JSON: without underscores, and with
/// capitals behind them.
pub(super) fn is_json_name(json: &[u8], name: &[u8]) -> bool {
    let mut rest = json;
    let mut is_behind = false;
    for &byte in name {
        if byte == b'_' {
            is_behind = true;
            continue;
        }
        let wanted = if is_behind { byte.to_ascii_uppercase() } else { byte };
        is_behind = false;
        match rest.split_first() {
            Some((&first, after)) if first == wanted => rest = after,
            _ => return false,
        }
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::schema::json_name;

    #[test]
    fn shapes() {
        assert!(is_uuid(b"01234567-89ab-cdef-0123-456789abcdef"));
        assert!(!is_uuid(b"01234567-89AB-cdef-0123-456789abcdef"));
        assert!(!is_uuid(b"01234567-89ab-cdef-01234-56789abcdef"));
        assert!(is_hex(b"00ff") && !is_hex(b"00f") && !is_hex(b"") && !is_hex(b"0F"));
    }

    #[test]
    fn names_in_json() {
        for name in ["a", "a_b", "_a", "a_", "a__b", "a_1", "A_b", "aB", "", "_"] {
            let json = json_name(name);
            assert!(is_json_name(json.as_bytes(), name.as_bytes()), "{name}");
            assert!(!is_json_name(format!("{json}x").as_bytes(), name.as_bytes()), "{name}");
        }
        assert!(!is_json_name(b"a_b", b"a_b"));
    }
}
