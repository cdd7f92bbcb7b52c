//! Encoded bytes to messages. Well-known messages become the values that they stand for.

use super::data::{Binary, Text, Value};
use super::json::empty_map;
use super::map::Map;
use super::message::{Data, Message, default, is_default};
use super::time::{Duration, Timestamp};
use crate::eval::meter::{Failure, Outcome};
use crate::types::messages::{FieldType, Kind, MessageType, Messages};
use crate::types::ty::{Type, well_known};
use protune_compiler::encoding::WireType;
use protune_compiler::encoding::scan::{Cursor, Record};
use protune_compiler::schema::{Cardinality, Scalar};
use std::sync::Arc;

/// Whether values borrow from the bytes that are read.
pub(super) trait Origin<'b, 'v> {
    fn text(text: &'b str) -> Text<'v>;
    fn bytes(bytes: &'b [u8]) -> Binary<'v>;
}

pub(super) struct Borrow;

pub(super) struct Copy;

impl<'v> Origin<'v, 'v> for Borrow {
    fn text(text: &'v str) -> Text<'v> {
        Text::Borrowed(text)
    }

    fn bytes(bytes: &'v [u8]) -> Binary<'v> {
        Binary::Borrowed(bytes)
    }
}

impl<'b, 'v> Origin<'b, 'v> for Copy {
    fn text(text: &'b str) -> Text<'v> {
        Text::Shared(text.into())
    }

    fn bytes(bytes: &'b [u8]) -> Binary<'v> {
        Binary::Shared(bytes.into())
    }
}

/// Values of one field, in the order in which they come.
struct Gathered<'v> {
    field: Arc<FieldType>,
    values: Vec<Value<'v>>,
    entries: Vec<(Value<'v>, Value<'v>)>,
}

pub(super) fn decode<'b, 'v, O: Origin<'b, 'v>>(
    messages: &Messages,
    ty: &Arc<MessageType>,
    bytes: &'b [u8],
    depth: u32,
) -> Outcome<Value<'v>> {
    if depth == 0 {
        return Err(Failure::new("the message nests too deep"));
    }
    let mut gathered: Vec<Gathered<'v>> = Vec::new();
    for record in Cursor::with_depth(bytes, depth) {
        let record = record.map_err(|damage| Failure::new(format!("the message is damaged: {damage}")))?;
        let number = record.number as i32;
        let known = ty.numbered(number).cloned().or_else(|| messages.extension_numbered(&ty.name, number));
        let Some(field) = known else { continue };
        let at = match gathered.iter().rposition(|known| known.field.number == number) {
            Some(at) => at,
            None => {
                gathered.push(Gathered {
                    field: Arc::clone(&field),
                    values: Vec::new(),
                    entries: Vec::new(),
                });
                gathered.len() - 1
            }
        };
        let target = &mut gathered[at];
        match field.cardinality {
            Cardinality::Map => target.entries.push(entry::<O>(messages, &field, &record, depth)?),
            Cardinality::Repeated => elements::<O>(messages, &field, &record, depth, &mut target.values)?,
            _ => {
                let value = element::<O>(messages, &field.kind, &record, depth)?;
                let value = match (target.values.pop(), value) {
                    (Some(Value::Message(old)), Value::Message(new)) => merged(&old, &new),
                    (_, new) => new,
                };
                target.values.push(value);
            }
        }
    }
    let mut fields = Vec::with_capacity(gathered.len());
    for Gathered { field, mut values, entries } in gathered {
        let value = match field.cardinality {
            Cardinality::Map => Value::Map(last_entries(entries)),
            Cardinality::Repeated => Value::list(values),
            _ => values.pop().unwrap_or(Value::Null),
        };
        if !is_default(&field, &value) {
            fields.push((field.number, value));
        }
    }
    fields.sort_by_key(|&(number, _)| number);
    if &*ty.name == ANY && unknown_any(messages, &fields) {
        let data = Data { ty: Arc::clone(ty), messages: messages.clone(), fields };
        return Ok(Value::Message(Message(Arc::new(data))));
    }
    adapt(messages, ty, fields, depth)
}

const ANY: &str = "google.protobuf.Any";

/// Returns whether a `google.protobuf.Any` has a message that is not known. It stays as it is, and cannot be used.
fn unknown_any(messages: &Messages, fields: &[(i32, Value<'_>)]) -> bool {
    let url = fields.iter().find(|(number, _)| *number == 1).and_then(|(_, url)| url.as_str()).unwrap_or("");
    messages.message(url.rsplit('/').next().unwrap_or(url)).is_none()
}

/// Fields of a message that comes twice: those of the later one over those of the earlier one.
fn merged<'v>(old: &Message<'v>, new: &Message<'v>) -> Value<'v> {
    let mut fields: Vec<(i32, Value<'v>)> =
        old.fields().iter().filter(|(number, _)| !new.has(*number)).cloned().collect();
    fields.extend(new.fields().iter().cloned());
    fields.sort_by_key(|&(number, _)| number);
    let data = Data { ty: Arc::clone(&new.0.ty), messages: new.0.messages.clone(), fields };
    Value::Message(Message(Arc::new(data)))
}

fn last_entries<'v>(entries: Vec<(Value<'v>, Value<'v>)>) -> Map<'v> {
    if let Some(map) = Map::new(entries.iter().cloned()) {
        return map;
    }
    // A key that comes twice has its last value.
    let mut sorted = entries;
    sorted.reverse();
    sorted.sort_by(|(a, _), (b, _)| super::compare::order(a, b).unwrap_or(std::cmp::Ordering::Equal));
    sorted.dedup_by(|(a, _), (b, _)| a == b);
    Map::new(sorted).unwrap_or_else(empty_map)
}

fn entry<'b, 'v, O: Origin<'b, 'v>>(
    messages: &Messages,
    field: &FieldType,
    record: &Record<'b>,
    depth: u32,
) -> Outcome<(Value<'v>, Value<'v>)> {
    let scalar = field.key.unwrap_or(Scalar::String);
    let (mut key, mut value) = (zero(scalar), None);
    for part in Cursor::with_depth(record.payload, depth - 1) {
        let part = part.map_err(|damage| Failure::new(format!("the message is damaged: {damage}")))?;
        match part.number {
            1 => key = element::<O>(messages, &Kind::Scalar(scalar), &part, depth)?,
            2 => value = Some(element::<O>(messages, &field.kind, &part, depth)?),
            _ => {}
        }
    }
    let value = match (value, &field.kind) {
        (Some(value), _) => value,
        (None, Kind::Scalar(scalar)) => zero(*scalar),
        (None, Kind::Enum) => Value::Int(0),
        (None, Kind::Message(name)) => empty(messages, name)?,
        (None, Kind::Unknown) => Value::Null,
    };
    Ok((key, value))
}

fn empty<'v>(messages: &Messages, name: &str) -> Outcome<Value<'v>> {
    match messages.message(name) {
        Some(ty) => adapt(messages, &ty, Vec::new(), 1),
        None => Ok(Value::Null),
    }
}

fn zero<'v>(scalar: Scalar) -> Value<'v> {
    match scalar {
        Scalar::Bool => Value::Bool(false),
        Scalar::String => Value::from(""),
        Scalar::Bytes => Value::from(&b""[..]),
        Scalar::Double | Scalar::Float => Value::Double(0.0),
        Scalar::Uint32 | Scalar::Uint64 | Scalar::Fixed32 | Scalar::Fixed64 => Value::Uint(0),
        _ => Value::Int(0),
    }
}

fn elements<'b, 'v, O: Origin<'b, 'v>>(
    messages: &Messages,
    field: &FieldType,
    record: &Record<'b>,
    depth: u32,
    values: &mut Vec<Value<'v>>,
) -> Outcome<()> {
    let scalar = match &field.kind {
        Kind::Scalar(scalar) => *scalar,
        Kind::Enum => Scalar::Int32,
        _ => Scalar::String,
    };
    if record.wire_type != WireType::Len || matches!(scalar, Scalar::String | Scalar::Bytes) {
        values.push(element::<O>(messages, &field.kind, record, depth)?);
        return Ok(());
    }
    let damaged = |damage| Failure::new(format!("the message is damaged: {damage}"));
    match wire_type(scalar) {
        WireType::Fixed32 => {
            values.extend(record.fixed32s().map_err(damaged)?.map(|bits| number(scalar, bits.into())));
        }
        WireType::Fixed64 => {
            values.extend(record.fixed64s().map_err(damaged)?.map(|bits| number(scalar, bits)))
        }
        _ => {
            for element in record.varints() {
                values.push(number(scalar, element.map_err(damaged)?.0));
            }
        }
    }
    Ok(())
}

fn wire_type(scalar: Scalar) -> WireType {
    match scalar {
        Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => WireType::Fixed64,
        Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => WireType::Fixed32,
        Scalar::String | Scalar::Bytes => WireType::Len,
        _ => WireType::Varint,
    }
}

fn element<'b, 'v, O: Origin<'b, 'v>>(
    messages: &Messages,
    kind: &Kind,
    record: &Record<'b>,
    depth: u32,
) -> Outcome<Value<'v>> {
    match kind {
        Kind::Scalar(Scalar::String) => match std::str::from_utf8(record.payload) {
            Ok(text) => Ok(Value::String(O::text(text))),
            Err(_) => Ok(Value::text(String::from_utf8_lossy(record.payload).into_owned())),
        },
        Kind::Scalar(Scalar::Bytes) => Ok(Value::Bytes(O::bytes(record.payload))),
        Kind::Scalar(scalar) => Ok(number(*scalar, record.value)),
        Kind::Enum => Ok(number(Scalar::Int32, record.value)),
        Kind::Message(name) => match messages.message(name) {
            Some(ty) => decode::<O>(messages, &ty, record.payload, depth - 1),
            None => Ok(Value::Null),
        },
        Kind::Unknown => Ok(Value::Null),
    }
}

/// Value of the bits of a number.
fn number<'v>(scalar: Scalar, bits: u64) -> Value<'v> {
    match scalar {
        Scalar::Bool => Value::Bool(bits != 0),
        Scalar::Double => Value::Double(f64::from_bits(bits)),
        Scalar::Float => Value::Double(f64::from(f32::from_bits(bits as u32))),
        Scalar::Int32 | Scalar::Sfixed32 => Value::Int(i64::from(bits as i32)),
        Scalar::Int64 | Scalar::Sfixed64 => Value::Int(bits as i64),
        Scalar::Sint32 => Value::Int(i64::from((bits as u32 >> 1) as i32 ^ -((bits & 1) as i32))),
        Scalar::Sint64 => Value::Int((bits >> 1) as i64 ^ -((bits & 1) as i64)),
        Scalar::Uint32 | Scalar::Fixed32 => Value::Uint(bits & 0xFFFF_FFFF),
        _ => Value::Uint(bits),
    }
}

/// The value that a message with fields stands for.
pub(super) fn adapt<'v>(
    messages: &Messages,
    ty: &Arc<MessageType>,
    mut fields: Vec<(i32, Value<'v>)>,
    depth: u32,
) -> Outcome<Value<'v>> {
    let int = |fields: &[(i32, Value<'v>)], number: i32| {
        fields.iter().find(|(other, _)| *other == number).and_then(|(_, value)| value.as_int()).unwrap_or(0)
    };
    Ok(match well_known(&ty.name) {
        None => {
            Value::Message(Message(Arc::new(Data { ty: Arc::clone(ty), messages: messages.clone(), fields })))
        }
        Some(Type::Duration) => {
            let duration = Duration::new(int(&fields, 1), int(&fields, 2) as i32);
            Value::Duration(duration.ok_or_else(|| Failure::new("the duration is out of range"))?)
        }
        Some(Type::Timestamp) => {
            let nanos = u32::try_from(int(&fields, 2)).unwrap_or(u32::MAX);
            let timestamp = Timestamp::new(int(&fields, 1), nanos);
            Value::Timestamp(timestamp.ok_or_else(|| Failure::new("the timestamp is out of range"))?)
        }
        Some(Type::Any) => any(messages, &fields, depth)?,
        Some(Type::Dyn) => match fields.pop() {
            Some((1, _)) | None => Value::Null,
            Some((_, value)) => value,
        },
        Some(Type::Map(_)) => fields.pop().map_or_else(|| Value::Map(empty_map()), |(_, map)| map),
        Some(Type::List(_)) => fields.pop().map_or_else(|| Value::list([]), |(_, list)| list),
        Some(_) => match fields.pop() {
            Some((_, value)) => value,
            None => ty.numbered(1).map_or(Value::Null, |field| default(field, messages)),
        },
    })
}

/// The message within a `google.protobuf.Any`.
fn any<'v>(messages: &Messages, fields: &[(i32, Value<'v>)], depth: u32) -> Outcome<Value<'v>> {
    let url = fields.iter().find(|(number, _)| *number == 1).and_then(|(_, url)| url.as_str()).unwrap_or("");
    let name = url.rsplit('/').next().unwrap_or(url);
    let Some(ty) = messages.message(name) else {
        return Err(Failure::new(format!("the message `{name}` in a `google.protobuf.Any` is not known")));
    };
    match fields.iter().find(|(number, _)| *number == 2) {
        Some((_, Value::Bytes(Binary::Borrowed(bytes)))) => decode::<Borrow>(messages, &ty, bytes, depth - 1),
        Some((_, Value::Bytes(Binary::Shared(bytes)))) => decode::<Copy>(messages, &ty, bytes, depth - 1),
        _ => adapt(messages, &ty, Vec::new(), depth - 1),
    }
}
