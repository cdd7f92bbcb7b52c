//! Boundaries of messages in bytes. Does not look into them.

use super::{Framing, MAX_MESSAGE};
use protune_wire::varint;

/// Start of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Head {
    /// A message between these places.
    Message { start: usize, end: usize, is_packed: bool },
    /// So many bytes that say nothing.
    Nothing(usize),
    /// At least so many bytes are needed.
    More(usize),
    /// Reason why it is not a message.
    Broken(&'static str),
}

/// Reads the start of the bytes; a `Single` message is all of them, and `More` if the file goes on.
pub(super) fn head(framing: Framing, bytes: &[u8], is_end: bool) -> Head {
    let head = match framing {
        Framing::Single if is_end => Head::Message { start: 0, end: bytes.len(), is_packed: false },
        Framing::Single => Head::More(twice(bytes.len())),
        Framing::Delimited => delimited(bytes),
        Framing::Grpc => grpc(bytes),
        Framing::Json => value(bytes, is_end),
    };
    match head {
        Head::Message { start, end, .. } if end - start > MAX_MESSAGE => Head::Broken(TOO_LARGE),
        Head::More(bytes) if bytes > MAX_MESSAGE + varint::MAX_LEN => Head::Broken(TOO_LARGE),
        Head::More(_) if is_end => Head::Broken("the file ends in the middle of it"),
        head => head,
    }
}

const TOO_LARGE: &str = "it is larger than 2 GiB, which no message is";

fn delimited(bytes: &[u8]) -> Head {
    match varint::read(bytes) {
        Some((len, start)) => message(bytes, start, len, false),
        None if bytes.len() < varint::MAX_LEN => Head::More(bytes.len() + 1),
        None => Head::Broken("its length does not end"),
    }
}

fn grpc(bytes: &[u8]) -> Head {
    let Some(&[flag, a, b, c, d]) = bytes.first_chunk() else { return Head::More(5) };
    match flag {
        0 | 1 => message(bytes, 5, u32::from_be_bytes([a, b, c, d]).into(), flag == 1),
        _ => Head::Broken("its first byte is neither 0 nor 1, as in frames of gRPC"),
    }
}

fn message(bytes: &[u8], start: usize, len: u64, is_packed: bool) -> Head {
    let end = start.saturating_add(usize::try_from(len).unwrap_or(usize::MAX));
    if end <= bytes.len() { Head::Message { start, end, is_packed } } else { Head::More(end) }
}

/// A value of JSON ends where its last brace is closed.
fn value(bytes: &[u8], is_end: bool) -> Head {
    let Some(start) = bytes.iter().position(|byte| !byte.is_ascii_whitespace()) else {
        return if bytes.is_empty() { Head::More(1) } else { Head::Nothing(bytes.len()) };
    };
    if start > 0 {
        return Head::Nothing(start);
    }
    let (mut depth, mut is_text, mut is_escaped) = (0usize, false, false);
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            _ if is_text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Head::Message { start: 0, end: at + 1, is_packed: false };
                }
            }
            b'\n' if depth == 0 => return Head::Message { start: 0, end: at, is_packed: false },
            _ => {}
        }
    }
    // Text without braces is a line, and is reported when it is read.
    if is_end && depth == 0 {
        return Head::Message { start: 0, end: bytes.len(), is_packed: false };
    }
    Head::More(twice(bytes.len()))
}

/// Looking again and again at what has no known length costs no more than looking at all of it twice.
fn twice(len: usize) -> usize {
    (2 * len).min(MAX_MESSAGE + varint::MAX_LEN).max(len + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(framing: Framing, bytes: &[u8]) -> Vec<String> {
        let (mut out, mut rest) = (Vec::new(), bytes);
        while !rest.is_empty() {
            match head(framing, rest, true) {
                Head::Message { start, end, .. } => {
                    out.push(String::from_utf8_lossy(&rest[start..end]).into_owned());
                    rest = &rest[end..];
                }
                Head::Nothing(len) => rest = &rest[len..],
                Head::More(_) => unreachable!("it is the end"),
                Head::Broken(why) => {
                    out.push(why.to_owned());
                    break;
                }
            }
        }
        out
    }

    #[test]
    fn frames_are_cut() {
        assert_eq!(cut(Framing::Delimited, b"\x01a\x00\x02bc"), ["a", "", "bc"]);
        assert_eq!(cut(Framing::Delimited, b"\x01a\x03b"), ["a", "the file ends in the middle of it"]);
        assert_eq!(cut(Framing::Grpc, b"\0\0\0\0\x01a\x01\0\0\0\0"), ["a", ""]);
        assert_eq!(cut(Framing::Grpc, b"\x02\0\0\0\0").len(), 1);
        let huge = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1];
        assert_eq!(head(Framing::Delimited, &huge, false), Head::Broken(TOO_LARGE));
        assert_eq!(
            cut(Framing::Json, b" {\"a\":\"}\\\"\"}\n\n{\n \"b\": [{}]\n}{}\n7\n8"),
            ["{\"a\":\"}\\\"\"}", "{\n \"b\": [{}]\n}", "{}", "7", "8"]
        );
    }
}
