//! Headers that something on the way put before each message. Removes them, and does not look at the messages.

use protune_wire::varint;
use std::str::FromStr;

/// Header to remove from each message.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Strip {
    /// Messages have no header.
    #[default]
    Nothing,
    /// The header that serializers of Confluent's schema registry write: a zero, the id of the schema in four bytes,
    /// and the path to the message in its file.
    Confluent,
    /// A header of this many bytes.
    Bytes(usize),
}

/// Messages nest less deep in any file.
const DEEPEST: i64 = 100;

impl Strip {
    /// Returns the message without its header. The error is for the user.
    pub(super) fn strip(self, message: &[u8]) -> Result<&[u8], String> {
        match self {
            Strip::Nothing => Ok(message),
            Strip::Bytes(count) => message
                .get(count..)
                .ok_or_else(|| format!("it has {} bytes, fewer than the {count} to strip", message.len())),
            Strip::Confluent => confluent(message).map_err(|why| format!("its Confluent header {why}")),
        }
    }
}

fn confluent(message: &[u8]) -> Result<&[u8], &'static str> {
    let rest = match message {
        [0, _, _, _, _, rest @ ..] => rest,
        [0, ..] | [] => return Err(ENDS),
        _ => return Err("does not begin with 0"),
    };
    // A path of a single 0 is written as an empty one.
    let (count, mut rest) = number(rest)?;
    if !(0..=DEEPEST).contains(&count) {
        return Err("has an impossible path to the message");
    }
    for _ in 0..count {
        let (index, behind) = number(rest)?;
        if index < 0 {
            return Err("has an impossible path to the message");
        }
        rest = behind;
    }
    Ok(rest)
}

const ENDS: &str = "is cut off";

fn number(bytes: &[u8]) -> Result<(i64, &[u8]), &'static str> {
    let (bits, len) = varint::read(bytes).ok_or(ENDS)?;
    Ok((varint::unzigzag64(bits), &bytes[len..]))
}

impl FromStr for Strip {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Strip, &'static str> {
        match text {
            "confluent" => Ok(Strip::Confluent),
            _ => text.parse().map(Strip::Bytes).map_err(|_| "neither `confluent` nor a number of bytes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_removed() {
        let strip = |bytes: &'static [u8]| Strip::Confluent.strip(bytes);
        assert_eq!(strip(b"\0\0\0\x01\x02\0abc"), Ok(&b"abc"[..]));
        assert_eq!(strip(b"\0\0\0\x01\x02\x04\x02\x06abc"), Ok(&b"abc"[..]));
        assert_eq!(strip(b"\0\0\0\x01\x02\0"), Ok(&b""[..]));
        assert_eq!(Strip::Bytes(2).strip(b"abc"), Ok(&b"c"[..]));
        assert_eq!(Strip::Nothing.strip(b"abc"), Ok(&b"abc"[..]));
    }

    #[test]
    fn what_is_no_header_is_refused() {
        let refused = |bytes: &[u8]| Strip::Confluent.strip(bytes).unwrap_err();
        assert_eq!(refused(b""), "its Confluent header is cut off");
        assert_eq!(refused(b"\0\0\0\x01"), "its Confluent header is cut off");
        assert_eq!(refused(b"\0\0\0\x01\x02\x04\x02"), "its Confluent header is cut off");
        assert_eq!(refused(b"\x0A\0\0\x01\x02\0"), "its Confluent header does not begin with 0");
        for path in [&b"\x01"[..], b"\x02\x01", b"\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"] {
            let why = refused(&[b"\0\0\0\x01\x02", path].concat());
            assert_eq!(why, "its Confluent header has an impossible path to the message");
        }
        assert_eq!(Strip::Bytes(4).strip(b"abc").unwrap_err(), "it has 3 bytes, fewer than the 4 to strip");
        assert_eq!("5".parse(), Ok(Strip::Bytes(5)));
        assert!("-1".parse::<Strip>().is_err() && "avro".parse::<Strip>().is_err());
    }
}
