//! Values of literals: numbers, strings and bytes.

use super::problem::{Problem, problem};
use protune_compiler::text::Span;

/// Returns the value of an integer, with the sign that stands before it.
pub(crate) fn int(text: &str, negative: bool) -> Option<i64> {
    let magnitude = unsigned(text)?;
    match negative {
        true => 0i64.checked_sub_unsigned(magnitude),
        false => i64::try_from(magnitude).ok(),
    }
}

/// Returns the value of an unsigned integer, whose text ends with `u`.
pub(crate) fn uint(text: &str) -> Option<u64> {
    unsigned(text.trim_end_matches(['u', 'U']))
}

fn unsigned(text: &str) -> Option<u64> {
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Returns the value of a double; `None` where it is beyond all finite ones.
pub(crate) fn double(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

/// Returns the value of a string.
pub(crate) fn string(text: &str, span: Span) -> Result<String, Problem> {
    let mut out = String::with_capacity(text.len());
    unescape(text, span, |part| match part {
        Part::Char(c) | Part::CodePoint(c) => {
            out.push(c);
            true
        }
        Part::Byte(byte) => {
            out.push(char::from(byte));
            true
        }
    })?;
    Ok(out)
}

/// Returns the value of bytes.
pub(crate) fn bytes(text: &str, span: Span) -> Result<Vec<u8>, Problem> {
    let mut out = Vec::with_capacity(text.len());
    unescape(text, span, |part| match part {
        Part::Char(c) => {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            true
        }
        Part::Byte(byte) => {
            out.push(byte);
            true
        }
        Part::CodePoint(_) => false,
    })?;
    Ok(out)
}

enum Part {
    /// Character that is not escaped, or an escaped sign.
    Char(char),
    /// Escaped by the number of a byte.
    Byte(u8),
    /// Escaped by the number of a character.
    CodePoint(char),
}

/// Passes the parts of a literal to `take`, which refuses what its kind of literal cannot have.
fn unescape(text: &str, span: Span, mut take: impl FnMut(Part) -> bool) -> Result<(), Problem> {
    let body = text.trim_start_matches(['b', 'B']);
    let raw = body.starts_with(['r', 'R']);
    let body = body.trim_start_matches(['r', 'R']);
    let is_long = body.len() >= 6 && (body.starts_with("\"\"\"") || body.starts_with("'''"));
    let quotes = if is_long { 3 } else { 1 };
    let start = text.len() - body.len() + quotes;
    let inner = &body[quotes..body.len() - quotes];
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '\r' {
            // Line ends are `\n`, as the file may have any.
            if chars.peek().is_some_and(|&(_, next)| next == '\n') {
                chars.next();
            }
            take(Part::Char('\n'));
            continue;
        }
        if c != '\\' || raw {
            take(Part::Char(c));
            continue;
        }
        let (part, len) = escape(&inner[at + 1..]).unwrap_or((None, 1));
        let end = (at + 1 + len).min(inner.len());
        let end = (end..=inner.len()).find(|&end| inner.is_char_boundary(end)).unwrap_or(inner.len());
        let place = || {
            let from = span.start + (start + at) as u32;
            Span::new(from, from + (end - at) as u32)
        };
        let Some(part) = part else {
            let help = "use one of \\a \\b \\f \\n \\r \\t \\v \\\\ \\? \\\" \\' \\`, \\x41, \\101, \\u0041 or \\U00000041";
            let message = format!("`{}` is not an escape sequence", &inner[at..end]);
            return Err(problem(place(), message, help));
        };
        if !take(part) {
            let help = "write the bytes of the character as \\x41";
            return Err(problem(place(), "bytes cannot have an escape of a character", help));
        }
        while chars.peek().is_some_and(|&(next, _)| next < end) {
            chars.next();
        }
    }
    Ok(())
}

/// Returns the part that an escape stands for, and its length without the backslash.
fn escape(rest: &str) -> Option<(Option<Part>, usize)> {
    let first = rest.bytes().next()?;
    let plain = |c| Some((Some(Part::Char(c)), 1));
    match first {
        b'a' => plain('\x07'),
        b'b' => plain('\x08'),
        b'f' => plain('\x0C'),
        b'n' => plain('\n'),
        b'r' => plain('\r'),
        b't' => plain('\t'),
        b'v' => plain('\x0B'),
        b'\\' | b'?' | b'"' | b'\'' | b'`' => plain(char::from(first)),
        b'x' | b'X' => Some((number(rest, 1, 2, 16).map(|byte| Part::Byte(byte as u8)), 3)),
        b'0'..=b'3' => Some((number(rest, 0, 3, 8).map(|byte| Part::Byte(byte as u8)), 3)),
        b'u' => Some((number(rest, 1, 4, 16).and_then(char::from_u32).map(Part::CodePoint), 5)),
        b'U' => Some((number(rest, 1, 8, 16).and_then(char::from_u32).map(Part::CodePoint), 9)),
        _ => None,
    }
}

fn number(rest: &str, from: usize, digits: usize, radix: u32) -> Option<u32> {
    let digits = rest.get(from..from + digits)?;
    let is_number = digits.chars().all(|digit| digit.is_digit(radix));
    is_number.then(|| u32::from_str_radix(digits, radix).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        string(text, Span::new(10, 10 + text.len() as u32))
            .map_err(|problem| format!("{}..{} {}", problem.span.start, problem.span.end, problem.message))
    }

    #[test]
    fn strings_have_their_values() {
        assert_eq!(read(r#""a\n\x41\101\u00e9\U0001F600""#).as_deref(), Ok("a\nAAé😀"));
        assert_eq!(read(r"r'\n'").as_deref(), Ok("\\n"));
        assert_eq!(read("'''a\r\n'b'''").as_deref(), Ok("a\n'b"));
        assert_eq!(read(r"'\ud800'").unwrap_err(), "11..17 `\\ud800` is not an escape sequence");
        assert_eq!(read(r"'é\q'").unwrap_err(), "13..15 `\\q` is not an escape sequence");
    }

    #[test]
    fn bytes_have_their_values() {
        assert_eq!(bytes(r"b'\377é\x00'", Span::at(0)), Ok(vec![0xFF, 0xC3, 0xA9, 0]));
        assert!(bytes(r"b'\u0041'", Span::at(0)).is_err());
    }

    #[test]
    fn numbers_have_their_values() {
        assert_eq!(int("9223372036854775808", true), Some(i64::MIN));
        assert_eq!(int("9223372036854775808", false), None);
        assert_eq!(int("0xFF", true), Some(-255));
        assert_eq!(uint("18446744073709551615u"), Some(u64::MAX));
        assert_eq!(double("1.99e90000009"), None);
        assert_eq!(double(".5"), Some(0.5));
    }
}
