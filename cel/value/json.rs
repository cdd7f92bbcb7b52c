//! Values as those of JSON, for fields of `google/protobuf/struct.proto`.

use super::data::Value;
use super::map::Map;
use crate::eval::meter::{Failure, Outcome};

/// Integers beyond these are strings in JSON.
const SAFE: i64 = (1 << 53) - 1;

/// Converts a value to one of JSON. Values within lists and maps are converted too.
pub(crate) fn to_json<'v>(value: &Value<'v>) -> Outcome<Value<'v>> {
    Ok(match value {
        Value::Null | Value::Bool(_) | Value::Double(_) | Value::String(_) => value.clone(),
        Value::Int(int) if (-SAFE..=SAFE).contains(int) => Value::Double(*int as f64),
        Value::Int(int) => Value::text(int.to_string()),
        Value::Uint(uint) if *uint <= SAFE as u64 => Value::Double(*uint as f64),
        Value::Uint(uint) => Value::text(uint.to_string()),
        Value::Bytes(bytes) => Value::text(base64(bytes)),
        Value::Duration(duration) => Value::text(duration.to_string()),
        Value::Timestamp(timestamp) => Value::text(timestamp.to_string()),
        Value::List(values) => Value::list(values.iter().map(to_json).collect::<Outcome<Vec<_>>>()?),
        Value::Map(map) => struct_of(map)?,
        Value::Message(message) if message.name() == "google.protobuf.Empty" => Value::Map(empty_map()),
        Value::Message(message) if message.name() == "google.protobuf.FieldMask" => {
            field_mask(value, message)?
        }
        _ => return Err(Failure::new(format!("a value of type `{}` has no JSON form", value.ty()))),
    })
}

/// Converts a map to a struct, whose keys are strings.
pub(crate) fn struct_of<'v>(map: &Map<'v>) -> Outcome<Value<'v>> {
    let mut entries = Vec::with_capacity(map.entries().len());
    for (key, value) in map.entries() {
        let key = match key {
            Value::String(_) => key.clone(),
            other => {
                return Err(Failure::new(format!("a key of a struct is a string, not a `{}`", other.ty())));
            }
        };
        entries.push((key, to_json(value)?));
    }
    Map::new(entries).map(Value::Map).ok_or_else(|| Failure::new("a key occurs twice"))
}

pub(crate) fn empty_map<'v>() -> Map<'v> {
    Map::new([]).expect("no key occurs twice")
}

fn field_mask<'v>(value: &Value<'v>, message: &super::message::Message<'v>) -> Outcome<Value<'v>> {
    let Some((_, Value::List(paths))) = message.fields().first() else { return Ok(Value::from("")) };
    let camel = |path: &Value<'v>| path.as_str().map(protune_compiler::schema::json_name);
    let paths: Option<Vec<String>> = paths.iter().map(camel).collect();
    let paths =
        paths.ok_or_else(|| Failure::new(format!("a value of type `{}` has no JSON form", value.ty())))?;
    Ok(Value::text(paths.join(",")))
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as text.
pub(crate) fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let part = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = part(0) << 16 | part(1) << 8 | part(2);
        for at in 0..4 {
            match at <= chunk.len() {
                true => out.push(char::from(DIGITS[(bits >> (18 - 6 * at)) as usize & 63])),
                false => out.push('='),
            }
        }
    }
    out
}

/// Bytes of a text, with or without padding.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let padded = text.trim_end_matches('=');
    let padding = text.len() - padded.len();
    if padding > 2 || padding > 0 && !text.len().is_multiple_of(4) || padded.len() % 4 == 1 {
        return None;
    }
    let (mut out, mut bits, mut count) = (Vec::with_capacity(text.len() * 3 / 4), 0u32, 0);
    for byte in padded.bytes() {
        let digit = DIGITS.iter().position(|&digit| digit == byte)?;
        bits = bits << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_reversible() {
        for bytes in [&b""[..], b"a", b"ab", b"abc", b"\xFF\x00\xFE\x01"] {
            assert_eq!(from_base64(&base64(bytes)).as_deref(), Some(bytes));
        }
        assert_eq!(from_base64("aGVsbG8").as_deref(), Some(&b"hello"[..]));
        assert_eq!(from_base64("aGVsbG8=="), None);
        assert_eq!(from_base64("a-"), None);
    }
}
