//! Values that rules have: numbers and times that can be compared, and values of expressions.

use super::Pieces;
use protune_cel::{Duration, Messages, Timestamp, Value};
use protune_compiler::schema::{Cardinality, FieldView, OptionValue, Scalar, Type};
use std::cmp::Ordering;
use std::fmt;

/// Number of a bound, or nanoseconds of a duration or a timestamp.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Amount {
    Int(i128),
    Float(f64),
}

impl Amount {
    pub(crate) fn is_nan(self) -> bool {
        matches!(self, Amount::Float(value) if value.is_nan())
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Amount) -> Option<Ordering> {
        match (self, other) {
            (Amount::Int(a), Amount::Int(b)) => Some(a.cmp(b)),
            (Amount::Float(a), Amount::Float(b)) => a.partial_cmp(b),
            _ => None,
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Amount::Int(value) => write!(f, "{value}"),
            Amount::Float(value) => write!(f, "{value}"),
        }
    }
}

/// `google.protobuf.Duration` or `google.protobuf.Timestamp` as it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Moment {
    pub(crate) seconds: i64,
    pub(crate) nanos: i32,
}

const SECOND: i128 = 1_000_000_000;

impl Moment {
    pub(crate) fn of(pieces: &Pieces<'_>) -> Moment {
        let seconds = pieces.number(1).unwrap_or(0) as i64;
        Moment { seconds, nanos: pieces.number(2).unwrap_or(0) as i32 }
    }

    pub(crate) fn total(self) -> i128 {
        i128::from(self.seconds) * SECOND + i128::from(self.nanos)
    }

    /// Returns whether it is one that protovalidate can convert: both parts have one sign, and it fits in 64 bits of
    /// nanoseconds.
    pub(crate) fn is_duration(self) -> bool {
        const LARGEST: i128 = 9_223_372_036_854_775_428;
        i128::from(self.nanos).abs() < SECOND
            && i128::from(self.seconds.signum()) * i128::from(self.nanos.signum()) >= 0
            && self.total().abs() <= LARGEST
    }

    /// Returns whether it is between the years 1 and 9999.
    pub(crate) fn is_timestamp(self) -> bool {
        u32::try_from(self.nanos).is_ok_and(|nanos| Timestamp::new(self.seconds, nanos).is_some())
    }
}

/// Value of a rule that can be compared; `None` if it is not set.
pub(crate) fn amount(rules: &Pieces<'_>, number: i32) -> Option<Amount> {
    let value = rules.last(number)?;
    if value.is_message() {
        return Some(Amount::Int(Moment::of(&rules.message(number)?).total()));
    }
    amount_of(value)
}

/// Value of one element of a rule.
pub(crate) fn amount_of(value: OptionValue<'_>) -> Option<Amount> {
    if value.is_message() {
        return Some(Amount::Int(Moment::of(&Pieces::one(value)).total()));
    }
    match of_scalar(value)? {
        Value::Int(value) => Some(Amount::Int(value.into())),
        Value::Uint(value) => Some(Amount::Int(value.into())),
        Value::Double(value) => Some(Amount::Float(value)),
        _ => None,
    }
}

/// Value of an option as an expression sees it; `None` for one that has none.
pub(crate) fn of_scalar(value: OptionValue<'_>) -> Option<Value<'_>> {
    let Type::Scalar(scalar) = value.field().ty() else {
        let number = value.as_varint()?;
        return matches!(value.field().ty(), Type::Enum(_)).then_some(Value::Int(number as i64));
    };
    let bytes = value.as_bytes();
    let unzigzag = |value: u64| (value >> 1) as i64 ^ -((value & 1) as i64);
    Some(match scalar {
        Scalar::Bool => Value::Bool(value.as_varint()? != 0),
        Scalar::Int32 | Scalar::Int64 => Value::Int(value.as_varint()? as i64),
        Scalar::Sint32 | Scalar::Sint64 => Value::Int(unzigzag(value.as_varint()?)),
        Scalar::Uint32 | Scalar::Uint64 => Value::Uint(value.as_varint()?),
        Scalar::Fixed32 => Value::Uint(u32::from_le_bytes(bytes.try_into().ok()?).into()),
        Scalar::Fixed64 => Value::Uint(u64::from_le_bytes(bytes.try_into().ok()?)),
        Scalar::Sfixed32 => Value::Int(i32::from_le_bytes(bytes.try_into().ok()?).into()),
        Scalar::Sfixed64 => Value::Int(i64::from_le_bytes(bytes.try_into().ok()?)),
        Scalar::Float => Value::Double(f32::from_le_bytes(bytes.try_into().ok()?).into()),
        Scalar::Double => Value::Double(f64::from_le_bytes(bytes.try_into().ok()?)),
        Scalar::String => Value::text(value.as_text()?),
        Scalar::Bytes => Value::bytes(bytes),
    })
}

/// Value of one part of an option, messages included.
pub(crate) fn of_value<'s>(messages: &Messages, value: OptionValue<'s>) -> Option<Value<'s>> {
    match value.is_message() {
        true => of_message(messages, value.field(), &Pieces::one(value)),
        false => of_scalar(value),
    }
}

/// Value of a field of a message, given everything that sets it: a list for a repeated one.
pub(crate) fn of_field<'s>(
    messages: &Messages,
    field: FieldView<'s>,
    set: &[OptionValue<'s>],
) -> Option<Value<'s>> {
    if field.cardinality() == Cardinality::Repeated {
        let values = set.iter().map(|value| of_value(messages, *value));
        return Some(Value::list(values.collect::<Option<Vec<_>>>()?));
    }
    match *set.last()? {
        value if value.is_message() => of_message(messages, field, &Pieces::of_parts(set)),
        value => of_scalar(value),
    }
}

/// Message that a field is set to.
fn of_message<'s>(messages: &Messages, field: FieldView<'s>, pieces: &Pieces<'s>) -> Option<Value<'s>> {
    let message = field.message_type()?;
    match message.full_name() {
        "google.protobuf.Duration" => {
            let moment = Moment::of(pieces);
            Duration::new(moment.seconds, moment.nanos).map(Value::Duration)
        }
        "google.protobuf.Timestamp" => {
            let moment = Moment::of(pieces);
            Timestamp::new(moment.seconds, u32::try_from(moment.nanos).ok()?).map(Value::Timestamp)
        }
        name => build(messages, name, pieces, &[]),
    }
}

/// Message of a type, without the extensions that are set, and without the fields of some numbers.
pub(crate) fn build<'s>(
    messages: &Messages,
    name: &str,
    pieces: &Pieces<'s>,
    but: &[i32],
) -> Option<Value<'s>> {
    let mut fields = Vec::new();
    let is_part = |field: &FieldView<'_>| {
        !field.is_extension() && field.number().is_some_and(|number| !but.contains(&number))
    };
    for (field, set) in pieces.fields().into_iter().filter(|(field, _)| is_part(field)) {
        fields.push((field.name(), of_field(messages, field, &set)?));
    }
    messages.build(name, &fields).ok()
}

/// Bytes that equal values share.
pub(crate) fn encoded(value: OptionValue<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    encode(value, &mut out);
    out
}

fn encode(value: OptionValue<'_>, out: &mut Vec<u8>) {
    if !value.is_message() {
        return out.extend(value.as_bytes());
    }
    encode_parts(value.fields().collect(), out);
}

fn encode_parts(mut parts: Vec<OptionValue<'_>>, out: &mut Vec<u8>) {
    parts.sort_by_key(|part| part.number());
    for part in parts {
        let inner = encoded(part);
        out.extend(part.number().to_le_bytes());
        out.extend((inner.len() as u32).to_le_bytes());
        out.extend(inner);
    }
}

/// The same for a field that is not repeated, which may be set in pieces.
pub(crate) fn encoded_message(rules: &Pieces<'_>, number: i32, pieces: &Pieces<'_>) -> Vec<u8> {
    match rules.last(number) {
        Some(value) if !value.is_message() => encoded(value),
        _ => {
            let mut out = Vec::new();
            encode_parts(pieces.each().collect(), &mut out);
            out
        }
    }
}
