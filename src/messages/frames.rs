//! Boundaries of messages in bytes. Does not look into them.

use super::form::{Form, sum};
use super::{Framing, MAX_MESSAGE, pbf};
use protune_wire::varint;

/// Start of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Head {
    /// A message between these places, with the next frame behind it.
    Message { start: usize, end: usize, next: usize, form: Form },
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
        Framing::Single if is_end => message(bytes, 0, bytes.len() as u64, Form::Plain),
        Framing::Single => Head::More(twice(bytes.len())),
        Framing::Delimited => delimited(bytes),
        Framing::Grpc => grpc(bytes),
        Framing::U32be => u32be(bytes),
        Framing::Tfrecord => tfrecord(bytes),
        Framing::Pbf => pbf::blob(bytes),
        Framing::Json => value(bytes, is_end),
    };
    match head {
        Head::Message { start, end, .. } if end - start > MAX_MESSAGE => Head::Broken(TOO_LARGE),
        Head::More(bytes) if bytes > MAX_MESSAGE + MAX_HEAD => Head::Broken(TOO_LARGE),
        Head::More(_) if is_end => Head::Broken("the file ends in the middle of it"),
        head => head,
    }
}

const TOO_LARGE: &str = "it is larger than 2 GiB, which no message is";

/// Frames add less than this to a message, in bytes.
const MAX_HEAD: usize = 1 << 17;

fn delimited(bytes: &[u8]) -> Head {
    match varint::read(bytes) {
        Some((len, start)) => message(bytes, start, len, Form::Plain),
        None if bytes.len() < varint::MAX_LEN => Head::More(bytes.len() + 1),
        None => Head::Broken("its length does not end"),
    }
}

fn grpc(bytes: &[u8]) -> Head {
    let Some(&[flag, a, b, c, d]) = bytes.first_chunk() else { return Head::More(5) };
    let len = u32::from_be_bytes([a, b, c, d]).into();
    match flag {
        0 => message(bytes, 5, len, Form::Plain),
        1 => message(bytes, 5, len, Form::Gzip),
        _ => Head::Broken("its first byte is neither 0 nor 1, as in frames of gRPC"),
    }
}

fn u32be(bytes: &[u8]) -> Head {
    let Some(&len) = bytes.first_chunk() else { return Head::More(4) };
    match u32::from_be_bytes(len) {
        // kcat writes -1 for a record without a value.
        u32::MAX => Head::Nothing(4),
        len => message(bytes, 4, len.into(), Form::Plain),
    }
}

/// Whether the bytes begin with the length of a TFRecord: its checksum leaves no doubt.
pub(super) fn is_tfrecord(bytes: &[u8]) -> bool {
    bytes.first_chunk().is_some_and(|head| record_length(head).is_some())
}

/// A length and its checksum, the message, and the checksum of that.
fn tfrecord(bytes: &[u8]) -> Head {
    let Some(head) = bytes.first_chunk() else { return Head::More(RECORD_HEAD) };
    let Some(len) = record_length(head) else { return Head::Broken("the checksum of its length is wrong") };
    match message(bytes, RECORD_HEAD, len.saturating_add(4), Form::Plain) {
        Head::Message { start, end: next, .. } => {
            let (end, wanted) = (next - 4, &bytes[next - 4..next]);
            let wanted = wanted.try_into().map_or(0, u32::from_le_bytes);
            Head::Message { start, end, next, form: Form::Checked(wanted) }
        }
        head => head,
    }
}

const RECORD_HEAD: usize = 12;

/// `None` if the checksum is another.
fn record_length(head: &[u8; RECORD_HEAD]) -> Option<u64> {
    let &[a, b, c, d, e, f, g, h, ref wanted @ ..] = head;
    let len = [a, b, c, d, e, f, g, h];
    (sum(&len) == u32::from_le_bytes(*wanted)).then(|| u64::from_le_bytes(len))
}

fn message(bytes: &[u8], start: usize, len: u64, form: Form) -> Head {
    let end = start.saturating_add(usize::try_from(len).unwrap_or(usize::MAX));
    if end <= bytes.len() { Head::Message { start, end, next: end, form } } else { Head::More(end) }
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
                    return message(bytes, 0, at as u64 + 1, Form::Plain);
                }
            }
            b'\n' if depth == 0 => return message(bytes, 0, at as u64, Form::Plain),
            _ => {}
        }
    }
    // Text without braces is a line, and is reported when it is read.
    if is_end && depth == 0 {
        return message(bytes, 0, bytes.len() as u64, Form::Plain);
    }
    Head::More(twice(bytes.len()))
}

/// Looking again and again at what has no known length costs no more than looking at all of it twice.
fn twice(len: usize) -> usize {
    (2 * len).min(MAX_MESSAGE + MAX_HEAD).max(len + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::form::plain;

    fn cut(framing: Framing, bytes: &[u8]) -> Vec<String> {
        let (mut out, mut rest) = (Vec::new(), bytes);
        while !rest.is_empty() {
            match head(framing, rest, true) {
                Head::Message { start, end, next, form } => {
                    let message = plain(form, &rest[start..end]);
                    out.push(
                        message.map_or_else(|why| why, |bytes| String::from_utf8_lossy(&bytes).into_owned()),
                    );
                    rest = &rest[next..];
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
        assert_eq!(cut(Framing::Grpc, b"\0\0\0\0\x01a\0\0\0\0\0"), ["a", ""]);
        assert_eq!(cut(Framing::Grpc, b"\x02\0\0\0\0").len(), 1);
        let huge = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1];
        assert_eq!(head(Framing::Delimited, &huge, false), Head::Broken(TOO_LARGE));
        assert_eq!(
            cut(Framing::Json, b" {\"a\":\"}\\\"\"}\n\n{\n \"b\": [{}]\n}{}\n7\n8"),
            ["{\"a\":\"}\\\"\"}", "{\n \"b\": [{}]\n}", "{}", "7", "8"]
        );
    }

    /// kcat's `%R%s`, and what OpenTelemetry's file exporter writes.
    #[test]
    fn lengths_of_four_bytes() {
        assert_eq!(cut(Framing::U32be, b"\0\0\0\x01a\xFF\xFF\xFF\xFF\0\0\0\0\0\0\0\x02bc"), ["a", "", "bc"]);
        for end in [1, 4, 6] {
            assert_eq!(cut(Framing::U32be, &b"\0\0\0\x03abc"[..end]), ["the file ends in the middle of it"]);
        }
        assert_eq!(head(Framing::U32be, b"\xFF\xFF\xFF\xFE", false), Head::Broken(TOO_LARGE));
        assert_eq!(head(Framing::U32be, b"\x7F\xFF\xFF\xFF", false), Head::More(MAX_MESSAGE + 4));
    }

    fn record(message: &[u8]) -> Vec<u8> {
        let len = (message.len() as u64).to_le_bytes();
        [&len[..], &sum(&len).to_le_bytes(), message, &sum(message).to_le_bytes()].concat()
    }

    #[test]
    fn records_are_checked() {
        let two = [record(b"abc"), record(b"")].concat();
        assert!(is_tfrecord(&two) && !is_tfrecord(&two[1..]) && !is_tfrecord(&two[..11]));
        assert_eq!(cut(Framing::Tfrecord, &two), ["abc", ""]);
        for end in [1, 11, 12, 15, 18] {
            assert_eq!(cut(Framing::Tfrecord, &two[..end]), ["the file ends in the middle of it"], "{end}");
        }
        let mut damaged = two.clone();
        damaged[13] ^= 1;
        assert_eq!(cut(Framing::Tfrecord, &damaged), ["its checksum is wrong", ""]);
        damaged[0] ^= 1;
        assert_eq!(cut(Framing::Tfrecord, &damaged), ["the checksum of its length is wrong"]);
        let huge = [&[0xFF; 8][..], &sum(&[0xFF; 8]).to_le_bytes()].concat();
        assert_eq!(head(Framing::Tfrecord, &huge, false), Head::Broken(TOO_LARGE));
    }

    /// Whatever the bytes are, each frame takes some of them, and none goes beyond the end.
    #[test]
    fn noise_is_cut_or_refused() {
        const ALL: [Framing; 7] = [
            Framing::Single,
            Framing::Delimited,
            Framing::Grpc,
            Framing::U32be,
            Framing::Tfrecord,
            Framing::Pbf,
            Framing::Json,
        ];
        let mut state = 1_u64;
        let mut roll = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as u8
        };
        for round in 0..20_000 {
            let len = usize::from(roll() % 60);
            // Many zeros, so that lengths are small.
            let mut bytes: Vec<u8> = (0..len).map(|_| roll() >> (roll() % 9).min(7)).collect();
            if round % 3 == 0 && len > 12 {
                let length = u64::from(roll() % 60).to_le_bytes();
                bytes[..8].copy_from_slice(&length);
                bytes[8..12].copy_from_slice(&sum(&length).to_le_bytes());
            }
            for (framing, is_end) in ALL.into_iter().flat_map(|framing| [(framing, false), (framing, true)]) {
                let mut rest = &bytes[..];
                while !rest.is_empty() {
                    rest = match head(framing, rest, is_end) {
                        Head::Message { start, end, next, form } => {
                            assert!(start <= end && end <= next && 0 < next, "{framing} {bytes:?}");
                            // Only that it returns matters.
                            let _ = plain(form, &rest[start..end]);
                            &rest[next..]
                        }
                        Head::Nothing(len) => {
                            assert!(len > 0);
                            &rest[len..]
                        }
                        Head::More(more) => {
                            assert!(!is_end && more > rest.len(), "{framing} {bytes:?}");
                            break;
                        }
                        Head::Broken(_) => break,
                    };
                }
            }
        }
    }
}
