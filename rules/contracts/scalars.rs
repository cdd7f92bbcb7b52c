//! Pairs of scalar types: what becomes of a value that is written as one and read as the other.

use super::Fate::{self, Lost, Same, Unless};
use super::change::{JSON_TYPE, TEXT, WIRE_TYPE};
use protune_compiler::schema::Scalar;
use protune_wire::Kind;

const RANGE: Fate = Unless("numbers that do not fit in both types change");
const RANGE_IN_JSON: Fate = Unless("numbers that do not fit in both types are rejected");
const ROUNDED: Fate = Unless("numbers that are not the same in both types are rounded or rejected");
const NUMERIC: Fate = Unless("text that is not a number is rejected");
const BOOLEAN: Fate = Unless("text that is neither `true` nor `false` is rejected");
pub(super) const MEANING: Fate = Lost("the same bytes are read as other values");

/// Ways to encode a value, apart from its wire type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Integer,
    Zigzag,
    Float,
    Text,
}

fn encoding(scalar: Scalar) -> Encoding {
    match scalar {
        Scalar::Sint32 | Scalar::Sint64 => Encoding::Zigzag,
        Scalar::Float | Scalar::Double => Encoding::Float,
        Scalar::String | Scalar::Bytes => Encoding::Text,
        _ => Encoding::Integer,
    }
}

/// The smallest and the greatest number of an integer type; `bool` counts as one on the wire.
fn range(scalar: Scalar) -> Option<(i128, i128)> {
    Some(match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => (i128::from(i32::MIN), i128::from(i32::MAX)),
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => (i128::from(i64::MIN), i128::from(i64::MAX)),
        Scalar::Uint32 | Scalar::Fixed32 => (0, i128::from(u32::MAX)),
        Scalar::Uint64 | Scalar::Fixed64 => (0, i128::from(u64::MAX)),
        Scalar::Bool => (0, 1),
        Scalar::Float | Scalar::Double | Scalar::String | Scalar::Bytes => return None,
    })
}

fn holds(reader: (i128, i128), writer: (i128, i128)) -> bool {
    reader.0 <= writer.0 && writer.1 <= reader.1
}

/// Fate of an encoded value.
pub(super) fn on_the_wire(written: Scalar, read: Scalar) -> Fate {
    if Kind::from(written).wire_type() != Kind::from(read).wire_type() {
        return WIRE_TYPE;
    }
    match (written, read) {
        (Scalar::String, Scalar::Bytes) => return Same,
        (Scalar::Bytes, Scalar::String) => return TEXT,
        // Whatever is not zero is true, however it was meant.
        (Scalar::Sint32 | Scalar::Sint64, Scalar::Bool) => return RANGE,
        _ if encoding(written) != encoding(read) => return MEANING,
        _ => {}
    }
    match (range(written), range(read)) {
        (Some(writer), Some(reader)) if !holds(reader, writer) => RANGE,
        _ => Same,
    }
}

/// Fate of a value in JSON.
pub(super) fn in_json(written: Scalar, read: Scalar) -> Fate {
    let is_float = |scalar| encoding(scalar) == Encoding::Float;
    match (written, read) {
        _ if written == read => Same,
        _ if is_integer(written) && is_integer(read) => match (range(written), range(read)) {
            (Some(writer), Some(reader)) if holds(reader, writer) => Same,
            _ => RANGE_IN_JSON,
        },
        (_, Scalar::Double) if is_integer(written) && !is_text_in_json(written) => Same,
        (Scalar::Float, Scalar::Double) => Same,
        _ if (is_integer(written) || is_float(written)) && (is_integer(read) || is_float(read)) => ROUNDED,
        (_, Scalar::String) if is_text_in_json(written) => Same,
        (Scalar::String, _) if is_integer(read) || is_float(read) => NUMERIC,
        _ => JSON_TYPE,
    }
}

/// Fate of the key of a map in JSON, where every key is text.
pub(super) fn as_key_in_json(written: Scalar, read: Scalar) -> Fate {
    match (written, read) {
        (_, Scalar::String) => Same,
        (Scalar::String, Scalar::Bool) => BOOLEAN,
        _ => in_json(written, read),
    }
}

/// Integers that are numbers in JSON as well.
pub(super) fn is_integer(scalar: Scalar) -> bool {
    scalar != Scalar::Bool && range(scalar).is_some()
}

/// Integers of 64 bits are written as text.
pub(crate) fn is_text_in_json(scalar: Scalar) -> bool {
    is_integer(scalar) && range(scalar).is_some_and(|(_, last)| last > i128::from(u32::MAX))
}

/// Generated code has one type for all of these.
pub(super) fn language_type(scalar: Scalar) -> Scalar {
    match scalar {
        Scalar::Sint32 | Scalar::Sfixed32 => Scalar::Int32,
        Scalar::Sint64 | Scalar::Sfixed64 => Scalar::Int64,
        Scalar::Fixed32 => Scalar::Uint32,
        Scalar::Fixed64 => Scalar::Uint64,
        other => other,
    }
}
