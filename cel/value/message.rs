//! Messages as values: read from encoded bytes, built from fields, and their fields. Well-known messages become the
//! values that they stand for.

use super::data::{Binary, Text, Value};
use super::json::{empty_map, struct_of, to_json};
use super::map::Map;
use super::time::{Duration, Timestamp};
use crate::eval::meter::{Failure, Outcome};
use crate::types::messages::{Default, FieldType, Kind, MessageType, Messages};
use crate::types::ty::{Type, well_known};
use protune_compiler::encoding::WireType;
use protune_compiler::encoding::scan::{Cursor, Record};
use protune_compiler::schema::{Cardinality, Scalar};
use std::fmt;
use std::sync::Arc;

/// Message: its type, and the fields that are set.
#[derive(Clone)]
pub struct Message<'v>(Arc<Data<'v>>);

struct Data<'v> {
    ty: Arc<MessageType>,
    messages: Messages,
    /// In order of number.
    fields: Vec<(i32, Value<'v>)>,
}

impl<'v> Message<'v> {
    /// Full name of its type.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.ty.name
    }

    pub(crate) fn name_shared(&self) -> Arc<str> {
        Arc::clone(&self.0.ty.name)
    }

    /// Numbers and values of the fields that are set, in order of number.
    #[must_use]
    pub fn fields(&self) -> &[(i32, Value<'v>)] {
        &self.0.fields
    }

    /// Value of a field, by name: its default where it is not set.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<Value<'v>> {
        let field = self.0.ty.field(name)?;
        Some(self.get(field))
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Arc<FieldType>> {
        self.0.ty.field(name)
    }

    pub(crate) fn has(&self, number: i32) -> bool {
        self.0.fields.binary_search_by_key(&number, |&(number, _)| number).is_ok()
    }

    pub(crate) fn get(&self, field: &FieldType) -> Value<'v> {
        match self.0.fields.binary_search_by_key(&field.number, |&(number, _)| number) {
            Ok(at) => self.0.fields[at].1.clone(),
            Err(_) => default(field, &self.0.messages),
        }
    }
}

/// Value of a field that is not set.
fn default<'v>(field: &FieldType, messages: &Messages) -> Value<'v> {
    match field.cardinality {
        Cardinality::Map => return Value::Map(empty_map()),
        Cardinality::Repeated => return Value::list([]),
        _ => {}
    }
    match (&field.default, &field.kind) {
        (Default::Bool(value), _) => Value::Bool(*value),
        (Default::Int(value), _) => Value::Int(*value),
        (Default::Uint(value), _) => Value::Uint(*value),
        (Default::Double(value), _) => Value::Double(*value),
        (Default::String(text), _) => Value::String(Text::Shared(Arc::clone(text))),
        (Default::Bytes(bytes), _) => Value::Bytes(Binary::Shared(Arc::clone(bytes))),
        (Default::None, Kind::Message(name)) => match well_known(name) {
            Some(Type::Duration) => Value::Duration(Duration { nanos: 0 }),
            Some(Type::Timestamp) => Timestamp::new(0, 0).map_or(Value::Null, Value::Timestamp),
            Some(Type::Map(_)) => Value::Map(empty_map()),
            Some(Type::List(_)) => Value::list([]),
            Some(_) => Value::Null,
            None => match messages.message(name) {
                Some(ty) => {
                    Value::Message(Message(Arc::new(Data { ty, messages: messages.clone(), fields: Vec::new() })))
                }
                None => Value::Null,
            },
        },
        (Default::None, _) => Value::Null,
    }
}

impl Messages {
    /// Reads an encoded message of a type. Well-known messages become the values that they stand for: a
    /// `google.protobuf.Int32Value` an integer, a `google.protobuf.Any` the message in it.
    ///
    /// ```
    /// use protune_cel::{Messages, Value};
    ///
    /// let messages = Messages::well_known();
    /// let value = messages.decode("google.protobuf.Int32Value", &[8, 42]).unwrap();
    /// assert_eq!(value, Value::Int(42));
    /// ```
    ///
    /// # Errors
    /// If the type is not known, the bytes are damaged, or a value is one that the type cannot have.
    pub fn decode<'v>(&self, name: &str, bytes: &'v [u8]) -> Result<Value<'v>, Failure> {
        let ty = self.message(name).ok_or_else(|| Failure::new(format!("there is no message `{name}`")))?;
        decode::<Borrow>(self, &ty, bytes, 100)
    }

    /// Builds a message of fields, with the conversions of an expression `Name{field: value}`.
    ///
    /// # Errors
    /// If a value does not fit its field.
    pub fn build<'v>(&self, name: &str, fields: &[(&str, Value<'v>)]) -> Result<Value<'v>, Failure> {
        let ty = self.message(name).ok_or_else(|| Failure::new(format!("there is no message `{name}`")))?;
        let find = |name: &str| ty.field(name).cloned().ok_or_else(|| no_field(&ty.name, name));
        let fields = fields.iter().map(|(name, value)| Ok((find(name)?, value.clone())));
        build(self, &ty, fields.collect::<Outcome<Vec<_>>>()?)
    }
}

pub(crate) fn no_field(message: &str, field: &str) -> Failure {
    Failure::new(format!("`{message}` has no field `{field}`"))
}

/// Whether values borrow from the bytes that are read.
trait Origin<'b, 'v> {
    fn text(text: &'b str) -> Text<'v>;
    fn bytes(bytes: &'b [u8]) -> Binary<'v>;
}

struct Borrow;
struct Copy;

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

fn decode<'b, 'v, O: Origin<'b, 'v>>(
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
                gathered.push(Gathered { field: Arc::clone(&field), values: Vec::new(), entries: Vec::new() });
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
    adapt(messages, ty, fields, depth)
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
        WireType::Fixed64 => values.extend(record.fixed64s().map_err(damaged)?.map(|bits| number(scalar, bits))),
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

/// Returns whether a field with a value is as if it was not set.
fn is_default(field: &FieldType, value: &Value<'_>) -> bool {
    match value {
        Value::List(values) => values.is_empty() && field.cardinality == Cardinality::Repeated,
        Value::Map(map) => map.entries().is_empty() && field.cardinality == Cardinality::Map,
        _ if field.has_presence() => false,
        Value::Bool(value) => !value,
        Value::Int(value) => *value == 0,
        Value::Uint(value) => *value == 0,
        Value::Double(value) => value.to_bits() == 0,
        Value::String(text) => text.is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        _ => false,
    }
}

/// The value that a message with fields stands for.
fn adapt<'v>(
    messages: &Messages,
    ty: &Arc<MessageType>,
    mut fields: Vec<(i32, Value<'v>)>,
    depth: u32,
) -> Outcome<Value<'v>> {
    let int = |fields: &[(i32, Value<'v>)], number: i32| {
        fields.iter().find(|(other, _)| *other == number).and_then(|(_, value)| value.as_int()).unwrap_or(0)
    };
    Ok(match well_known(&ty.name) {
        None => Value::Message(Message(Arc::new(Data { ty: Arc::clone(ty), messages: messages.clone(), fields }))),
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

/// Builds a message of fields and values.
pub(crate) fn build<'v>(
    messages: &Messages,
    ty: &Arc<MessageType>,
    values: Vec<(Arc<FieldType>, Value<'v>)>,
) -> Outcome<Value<'v>> {
    let mut fields: Vec<(i32, Value<'v>)> = Vec::with_capacity(values.len());
    for (field, value) in values {
        let unfit = |failure: Failure| Failure::new(format!("field `{}`: {failure}", field.name));
        if let Some(value) = convert(&field, value).map_err(unfit)? {
            if !is_default(&field, &value) {
                fields.retain(|&(number, _)| number != field.number);
                fields.push((field.number, value));
            }
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
            if u32::try_from(*uint).is_ok() { Ok(value) } else { Err(out_of_range(&value)) }
        }
        _ => Err(unfit(&format!("{scalar:?}").to_lowercase(), &value)),
    }
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Text of the message as an expression.
impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{{", self.name())?;
        for (at, (number, value)) in self.fields().iter().enumerate() {
            let name = self.0.ty.numbered(*number).map(|field| field.name.to_string());
            let name = name.unwrap_or_else(|| format!("[{number}]"));
            write!(f, "{}{name}: {value}", if at > 0 { ", " } else { "" })?;
        }
        f.write_str("}")
    }
}
