//! Scalar values as they are written in sources: numbers that read back as the same bits, strings in
//! quotes. Knows single values, not what they are of.

use super::protos::{Kind, is_identifier};
use crate::encoding::part::{Damage, Part, WireValue};
use crate::encoding::{WireType, varint};
use crate::schema::{Edition, Scalar};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns the name of a type in an edition, given by its number in `google.protobuf.Edition`.
pub(super) fn name(scalar: Scalar, edition: u64) -> &'static str {
    if edition != UNSTABLE {
        return scalar.name();
    }
    match scalar {
        Scalar::Sfixed32 => "int32",
        Scalar::Sfixed64 => "int64",
        Scalar::Fixed32 => "uint32",
        Scalar::Fixed64 => "uint64",
        Scalar::Int32 => "varint32",
        Scalar::Int64 => "varint64",
        Scalar::Uint32 => "uvarint32",
        Scalar::Uint64 => "uvarint64",
        Scalar::Sint32 => "zigzag32",
        Scalar::Sint64 => "zigzag64",
        Scalar::Bool | Scalar::Bytes | Scalar::Double | Scalar::Float | Scalar::String => scalar.name(),
    }
}

/// The edition to come, which names integers by their range first.
const UNSTABLE: u64 = Edition::Unstable as u64;

/// The elements of one record of a field: several when it is packed. Ends with the first damage.
pub(super) fn elements<'b>(
    kind: Kind,
    value: WireValue<'b>,
) -> impl Iterator<Item = Result<WireValue<'b>, Damage>> {
    let (single, packed) = match (value, packed_as(kind)) {
        (WireValue::Len(part), Some(wire_type)) => (None, Some(part.elements(wire_type))),
        _ => (Some(Ok(value)), None),
    };
    single.into_iter().chain(packed.into_iter().flatten())
}

/// Returns the wire type of the elements of a packed field of this kind.
fn packed_as(kind: Kind) -> Option<WireType> {
    Some(match kind {
        Kind::Message | Kind::Group | Kind::Scalar(Scalar::String | Scalar::Bytes) => return None,
        Kind::Scalar(Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64) => WireType::Fixed64,
        Kind::Scalar(Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32) => WireType::Fixed32,
        Kind::Scalar(_) | Kind::Enum => WireType::Varint,
    })
}

/// The text of one value; `None` when a value of this type is encoded in another way.
pub(super) fn text(scalar: Scalar, value: WireValue<'_>) -> Option<Cow<'static, str>> {
    let text = match (scalar, value) {
        (Scalar::Bool, WireValue::Varint(0)) => return Some("false".into()),
        (Scalar::Bool, WireValue::Varint(_)) => return Some("true".into()),
        (Scalar::Double, WireValue::Fixed64(bits)) => double(f64::from_bits(bits)),
        (Scalar::Float, WireValue::Fixed32(bits)) => single(f32::from_bits(bits)),
        (Scalar::Int32, WireValue::Varint(value)) => (value as i32).to_string(),
        (Scalar::Int64, WireValue::Varint(value)) => (value as i64).to_string(),
        (Scalar::Uint32, WireValue::Varint(value)) => (value as u32).to_string(),
        (Scalar::Uint64, WireValue::Varint(value)) => value.to_string(),
        (Scalar::Sint32, WireValue::Varint(value)) => (varint::unzigzag64(value) as i32).to_string(),
        (Scalar::Sint64, WireValue::Varint(value)) => varint::unzigzag64(value).to_string(),
        (Scalar::Fixed32, WireValue::Fixed32(value)) => value.to_string(),
        (Scalar::Fixed64, WireValue::Fixed64(value)) => value.to_string(),
        (Scalar::Sfixed32, WireValue::Fixed32(value)) => (value as i32).to_string(),
        (Scalar::Sfixed64, WireValue::Fixed64(value)) => (value as i64).to_string(),
        (Scalar::String, WireValue::Len(part)) => quoted(part.bytes),
        (Scalar::Bytes, WireValue::Len(part)) => quoted_bytes(part.bytes),
        _ => return None,
    };
    Some(text.into())
}

fn double(value: f64) -> String {
    if !value.is_finite() {
        return not_finite(value.is_nan(), value.is_sign_negative());
    }
    without_fraction(format!("{value:?}"))
}

fn single(value: f32) -> String {
    if !value.is_finite() {
        return not_finite(value.is_nan(), value.is_sign_negative());
    }
    let text = format!("{value:?}");
    // It will be read as a double, and narrowed then.
    let reads_back = text.parse::<f64>().is_ok_and(|read| read as f32 == value);
    if reads_back { without_fraction(text) } else { double(f64::from(value)) }
}

fn not_finite(is_nan: bool, is_negative: bool) -> String {
    let sign = if is_negative { "-" } else { "" };
    format!("{sign}{}", if is_nan { "nan" } else { "inf" })
}

/// `5.0` is `5`, but `-0.0` must not become the integer zero.
fn without_fraction(text: String) -> String {
    match text.strip_suffix(".0") {
        Some(whole) if whole != "-0" => whole.to_owned(),
        _ => text,
    }
}

/// Text in quotes; what is no UTF-8 in it is escaped byte by byte.
pub(super) fn quoted(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        let mut rest = chunk.valid();
        while let Some(at) = rest.bytes().position(needs_escape) {
            out.push_str(&rest[..at]);
            escape(rest.as_bytes()[at], &mut out);
            rest = &rest[at + 1..];
        }
        out.push_str(rest);
        for &byte in chunk.invalid() {
            escape(byte, &mut out);
        }
    }
    out.push('"');
    out
}

fn quoted_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for &byte in bytes {
        escape(byte, &mut out);
    }
    out.push('"');
    out
}

/// An ASCII character that cannot stand in quotes as it is.
fn needs_escape(byte: u8) -> bool {
    matches!(byte, 0..0x20 | 0x7F | b'"' | b'\\')
}

fn escape(byte: u8, out: &mut String) {
    match byte {
        b'\n' => out.push_str("\\n"),
        b'\r' => out.push_str("\\r"),
        b'\t' => out.push_str("\\t"),
        b'"' | b'\\' => out.extend(['\\', byte as char]),
        0x20..=0x7E => out.push(byte as char),
        _ => {
            let _ = write!(out, "\\{byte:03o}");
        }
    }
}

/// The literal for what `FieldDescriptorProto.default_value` says.
pub(super) fn default(kind: Kind, part: Part<'_>) -> Result<String, Damage> {
    let text = std::str::from_utf8(part.bytes).ok();
    let literal = match kind {
        Kind::Scalar(Scalar::String) => Some(quoted(part.bytes)),
        Kind::Scalar(Scalar::Bytes) => Some(requoted(part.bytes)),
        Kind::Scalar(Scalar::Double | Scalar::Float) => text.and_then(|text| text.parse().ok()).map(double),
        Kind::Scalar(Scalar::Bool) => {
            text.and_then(|text| text.parse::<bool>().ok()).map(|value| value.to_string())
        }
        Kind::Scalar(_) => text.and_then(|text| text.parse::<i128>().ok()).map(|value| value.to_string()),
        Kind::Enum | Kind::Message | Kind::Group => {
            text.filter(|text| is_identifier(text)).map(str::to_owned)
        }
    };
    literal.ok_or(part.damage("a default value is not of the type of its field"))
}

/// Bytes that are escaped as in C already, but stand without their quotes.
fn requoted(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    let mut rest = bytes;
    loop {
        match rest {
            [b'\\', escaped @ 0x20..=0x7E, after @ ..] => {
                out.extend(['\\', *escaped as char]);
                rest = after;
            }
            [byte, after @ ..] => {
                escape(*byte, &mut out);
                rest = after;
            }
            [] => break,
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_their_types() {
        for name in ["int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "sfixed64", "bool"]
        {
            let scalar = Scalar::from_name(name, Edition::Proto3).expect("a type");
            for edition in [Edition::Proto3, Edition::E2026, Edition::Unstable] {
                assert_eq!(Scalar::from_name(self::name(scalar, edition as u64), edition), Some(scalar));
            }
        }
    }

    #[test]
    fn numbers_read_back_as_they_were() {
        let doubles = [0.1, 5.0, -0.0, 1e300, f64::MIN_POSITIVE, 123_456_789_012_345_680.0];
        assert_eq!(
            doubles.map(double).join(" "),
            "0.1 5 -0.0 1e300 2.2250738585072014e-308 1.2345678901234568e17"
        );
        assert_eq!(
            [f32::NEG_INFINITY, 0.1, 16_777_216.0, f32::NAN].map(single).join(" "),
            "-inf 0.1 16777216 nan"
        );
        for bits in (0..u32::MAX).step_by(99_991) {
            let value = f32::from_bits(bits);
            let read: f64 = single(value).parse().expect("a number");
            assert!(value.is_nan() || (read as f32).to_bits() == bits, "{value}");
        }
    }

    #[test]
    fn strings_are_escaped() {
        assert_eq!(quoted("a\"\\\n\0é".as_bytes()), r#""a\"\\\n\000é""#);
        assert_eq!(quoted(b"\xFFa\xC3"), r#""\377a\303""#);
        assert_eq!(quoted_bytes("é".as_bytes()), r#""\303\251""#);
    }

    #[test]
    fn defaults_become_literals() {
        let literal = |kind, text: &str| default(kind, Part { bytes: text.as_bytes(), offset: 0 }).ok();
        assert_eq!(literal(Kind::Scalar(Scalar::Bytes), r#"a\001\""\"#).as_deref(), Some(r#""a\001\"\"\\""#));
        assert_eq!(literal(Kind::Scalar(Scalar::Double), "1e+10").as_deref(), Some("10000000000"));
        assert_eq!(literal(Kind::Scalar(Scalar::Float), "-inf").as_deref(), Some("-inf"));
        assert_eq!(literal(Kind::Scalar(Scalar::Int32), "5]; message Evil {}"), None);
        assert_eq!(literal(Kind::Enum, "A B"), None);
    }
}
