//! Values of literal tokens: bytes of strings, and numbers.

use super::TokenKind;
use super::tree::Node;
use std::num::IntErrorKind;

/// The bytes of a node that is one string or several adjacent ones; none, when it is anything else.
pub fn string_bytes(node: Node<'_>) -> Vec<u8> {
    let tree = node.tree();
    let mut bytes = Vec::new();
    for token in node.own_tokens() {
        if tree.tokens()[token as usize].kind() == TokenKind::String {
            unescape(tree.token_bytes(token), &mut bytes);
        }
    }
    bytes
}

/// Adds the bytes of one string token, quotes included; what the lexer rejected is kept as it is.
fn unescape(token: &[u8], out: &mut Vec<u8>) {
    let quote = &token[..1];
    let mut rest = token[1..].strip_suffix(quote).unwrap_or(&token[1..]);
    while let Some(at) = rest.iter().position(|&byte| byte == b'\\') {
        out.extend_from_slice(&rest[..at]);
        rest = escape(&rest[at + 1..], out);
    }
    out.extend_from_slice(rest);
}

/// Adds what the escape sequence at the start of `rest`, its backslash gone, stands for.
fn escape<'t>(rest: &'t [u8], out: &mut Vec<u8>) -> &'t [u8] {
    let Some(&first) = rest.first() else { return rest };
    let simple = match first {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0C,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0B,
        b'0'..=b'7' => {
            let (value, rest) = digits(rest, 3, 8);
            out.push(value as u8);
            return rest;
        }
        b'x' | b'X' => {
            let (value, rest) = digits(&rest[1..], 2, 16);
            out.push(value as u8);
            return rest;
        }
        b'u' | b'U' => {
            let (value, rest) = digits(&rest[1..], if first == b'u' { 4 } else { 8 }, 16);
            return code_point(value, rest, out);
        }
        _ => {
            // A backslash before anything else stands for that character, of which this is the first byte.
            first
        }
    };
    out.push(simple);
    &rest[1..]
}

fn digits(text: &[u8], most: usize, radix: u32) -> (u32, &[u8]) {
    let digits = text.iter().take(most).map_while(|&byte| (byte as char).to_digit(radix));
    let (len, value) = digits.fold((0, 0), |(len, value), digit| (len + 1, value * radix + digit));
    (value, &text[len..])
}

/// Adds a code point as UTF-8. Two escapes that are a surrogate pair stand for one code point; a
/// lone surrogate is encoded as it is.
fn code_point<'t>(value: u32, rest: &'t [u8], out: &mut Vec<u8>) -> &'t [u8] {
    if (0xD800..0xDC00).contains(&value)
        && let Some(low) = rest.strip_prefix(b"\\u")
    {
        let (low, after) = digits(low, 4, 16);
        if (0xDC00..0xE000).contains(&low) {
            let pair = 0x1_0000 + ((value - 0xD800) << 10) + (low - 0xDC00);
            return code_point(pair, after, out);
        }
    }
    match char::from_u32(value) {
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend_from_slice(&[
            0xE0 | (value >> 12) as u8,
            0x80 | (value >> 6 & 0x3F) as u8,
            0x80 | (value & 0x3F) as u8,
        ]),
    }
    rest
}

/// A number as it is written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Number {
    /// An integer of at most 64 bits; the sign stands beside it.
    Int(u64),
    /// A fraction, an exponent, or a decimal integer of more than 64 bits.
    Float(f64),
    /// An octal or hexadecimal integer of more than 64 bits, which means nothing.
    TooLarge,
}

/// The value of an integer or float token.
pub fn number(token: &str) -> Number {
    if let Some(hex) = token.strip_prefix("0x").or_else(|| token.strip_prefix("0X")) {
        return integer(hex, 16);
    }
    if token.len() > 1 && token.starts_with('0') && token.bytes().all(|b| b.is_ascii_digit()) {
        return integer(token, 8);
    }
    let float = |_| Number::Float(token.parse().unwrap_or(f64::INFINITY));
    token.parse().map_or_else(float, Number::Int)
}

/// An octal or hexadecimal integer. What has other characters in it is reported as a broken token, and is then as good as
/// any number.
fn integer(digits: &str, radix: u32) -> Number {
    match u64::from_str_radix(digits, radix) {
        Ok(value) => Number::Int(value),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => Number::TooLarge,
        Err(_) => Number::Float(0.0),
    }
}

/// The number in a node, and whether a minus stands before it.
pub fn signed(node: Node<'_>) -> Option<(bool, Number)> {
    let token = node.token(TokenKind::Int).or_else(|| node.token(TokenKind::Float))?;
    let is_negative = node.token(TokenKind::Minus).is_some();
    Some((is_negative, number(node.tree().token_text(token))))
}

/// The number in a node as a floating-point one; `inf` and `nan` are words.
pub fn float(node: Node<'_>) -> f64 {
    let is_negative = node.token(TokenKind::Minus).is_some();
    let value = match signed(node) {
        Some((_, Number::Int(value))) => value as f64,
        Some((_, Number::Float(value))) => value,
        Some((_, Number::TooLarge)) => f64::INFINITY,
        None if node.text().ends_with("inf") => f64::INFINITY,
        None => f64::NAN,
    };
    if is_negative { -value } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(token: &str) -> Vec<u8> {
        let mut out = Vec::new();
        unescape(token.as_bytes(), &mut out);
        out
    }

    #[test]
    fn escapes() {
        assert_eq!(bytes(r#""a\n\x41\101\'""#), b"a\nAA'");
        assert_eq!(bytes(r#"'\u00e9\U0001F600\ud83d\ude00'"#), "é😀😀".as_bytes());
        assert_eq!(bytes(r#"'\377'"#), [0xFF]);
        assert_eq!(bytes("'open"), b"open");
    }

    #[test]
    fn numbers() {
        assert_eq!(number("017"), Number::Int(15));
        assert_eq!(number("0xFF"), Number::Int(255));
        assert_eq!(number("18446744073709551615"), Number::Int(u64::MAX));
        assert_eq!(number("18446744073709551616"), Number::Float(18446744073709551616.0));
        assert_eq!(number("0x10000000000000000"), Number::TooLarge);
        assert_eq!(number("02000000000000000000000"), Number::TooLarge);
        assert_eq!(number("1.5e2"), Number::Float(150.0));
    }
}
