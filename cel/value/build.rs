//! Messages of expressions `Name{field: value}`: conversion of values to those of fields.

use super::data::Value;
use super::decode::adapt;
use super::json::{struct_of, to_json};
use super::map::Map;
use super::message::is_default;
use crate::eval::meter::{Failure, Outcome};
use crate::types::messages::{FieldType, Kind, MessageType, Messages};
use crate::types::ty::{Type, well_known};
use protune_compiler::schema::{Cardinality, Scalar};
use std::sync::Arc;

/// Builds a message of fields and values.
pub(crate) fn build<'v>(
    messages: &Messages,
    ty: &Arc<MessageType>,
    values: Vec<(Arc<FieldType>, Value<'v>)>,
) -> Outcome<Value<'v>> {
    let mut fields: Vec<(i32, Value<'v>)> = Vec::with_capacity(values.len());
    for (field, value) in values {
        let unfit = |failure: Failure| Failure::new(format!("field `{}`: {failure}", field.name));
        let value = convert(&field, value).map_err(unfit)?;
        if let Some(value) = value.filter(|value| !is_default(&field, value)) {
            fields.retain(|&(number, _)| number != field.number);
            fields.push((field.number, value));
        }
    }
    fields.sort_by_key(|&(number, _)| number);
    adapt(messages, ty, fields, 100)
}

/// The value of a field for a value of an expression; `None` if the field is not set.
fn convert<'v>(field: &FieldType, value: Value<'v>) -> Outcome<Option<Value<'v>>> {
    match (field.cardinality, value) {
        (Cardinality::Map, Value::Map(map)) => {
            let key_kind = Kind::Scalar(field.key.unwrap_or(Scalar::String));
            let mut entries = Vec::with_capacity(map.entries().len());
            for (key, value) in map.entries() {
                let key = one(&key_kind, key.clone())?;
                let value = one(&field.kind, value.clone())?;
                if let (Some(key), Some(value)) = (key, value) {
                    entries.push((key, value));
                }
            }
            Ok(Map::new(entries).map(Value::Map))
        }
        (Cardinality::Repeated, Value::List(values)) => {
            let mut elements = Vec::with_capacity(values.len());
            for value in values.iter() {
                if let Some(value) = one(&field.kind, value.clone())? {
                    elements.push(value);
                }
            }
            Ok(Some(Value::list(elements)))
        }
        (Cardinality::Map | Cardinality::Repeated, value) => Err(unfit(&field.ty.to_string(), &value)),
        (_, value) => one(&field.kind, value),
    }
}

fn unfit(expected: &str, value: &Value<'_>) -> Failure {
    Failure::new(format!("expected `{expected}`, found `{}`", value.ty()))
}

/// The value of one element of a kind.
fn one<'v>(kind: &Kind, value: Value<'v>) -> Outcome<Option<Value<'v>>> {
    let name = match kind {
        Kind::Scalar(scalar) => return scalar_of(*scalar, value).map(Some),
        Kind::Enum => {
            let number = if matches!(value, Value::Null) { Value::Int(0) } else { value };
            return scalar_of(Scalar::Int32, number).map(Some);
        }
        Kind::Unknown => return Ok(None),
        Kind::Message(name) => name,
    };
    Ok(Some(match (well_known(name), value) {
        (Some(Type::Dyn), value) => to_json(&value)?,
        (Some(Type::Map(_)), Value::Map(map)) => struct_of(&map)?,
        (Some(Type::List(_)), list @ Value::List(_)) => to_json(&list)?,
        (Some(Type::Map(_) | Type::List(_)), value) => return Err(unfit(name, &value)),
        (_, Value::Null) => return Ok(None),
        (Some(Type::Any), value) => value,
        (Some(Type::Duration), value @ Value::Duration(_)) => value,
        (Some(Type::Timestamp), value @ Value::Timestamp(_)) => value,
        (Some(Type::Wrapper(_)), value) => scalar_of(wrapped(name), value)?,
        (None, Value::Message(message)) if message.name() == &**name => Value::Message(message),
        (_, value) => return Err(unfit(name, &value)),
    }))
}

fn wrapped(name: &str) -> Scalar {
    match name.trim_start_matches("google.protobuf.") {
        "BoolValue" => Scalar::Bool,
        "Int32Value" => Scalar::Int32,
        "Int64Value" => Scalar::Int64,
        "UInt32Value" => Scalar::Uint32,
        "UInt64Value" => Scalar::Uint64,
        "FloatValue" => Scalar::Float,
        "DoubleValue" => Scalar::Double,
        "BytesValue" => Scalar::Bytes,
        _ => Scalar::String,
    }
}

fn scalar_of<'v>(scalar: Scalar, value: Value<'v>) -> Outcome<Value<'v>> {
    let out_of_range = |value: &Value<'_>| Failure::new(format!("{value} is out of range"));
    match (scalar, &value) {
        (Scalar::Bool, Value::Bool(_))
        | (Scalar::String, Value::String(_))
        | (Scalar::Bytes, Value::Bytes(_))
        | (Scalar::Double, Value::Double(_))
        | (Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64, Value::Int(_))
        | (Scalar::Uint64 | Scalar::Fixed64, Value::Uint(_)) => Ok(value),
        (Scalar::Float, Value::Double(double)) => Ok(Value::Double(f64::from(*double as f32))),
        (Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32, Value::Int(int)) => {
            if i32::try_from(*int).is_ok() { Ok(value) } else { Err(out_of_range(&value)) }
        }
        (Scalar::Uint32 | Scalar::Fixed32, Value::Uint(uint)) => {
            if u32::try_from(*uint).is_ok() {
                Ok(value)
            } else {
                Err(out_of_range(&value))
            }
        }
        _ => Err(unfit(&format!("{scalar:?}").to_lowercase(), &value)),
    }
}
