//! Fields that say what another one says already. All that may hold is tried on each message, and dropped
//! for good once it does not; so what is left held in every message.

use super::values::number;
use super::{Derived, EQUAL, JSON_NAME, PLACE, POSITION, shape};
use crate::kind::Kind;
use crate::layout::{Field, Label};
use crate::scan::Record;

/// Maximum number of fields of each sort that are examined in a type. The number of pairs is quadratic.
const MOST: usize = 8;

/// Possible derivation, with the number of messages that had the field and in which the derivation held.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    form: u32,
    /// Places in the fields of the type, and among the values that are kept.
    field: (u16, u8),
    from: (u16, u8),
    is_implicit: bool,
    holds: u64,
}

/// All that may hold among the fields of a type, in order, and which value is kept of each field.
pub(super) fn candidates(fields: &[Field]) -> (Vec<Candidate>, Vec<Option<u8>>) {
    let places = |is: fn(Kind) -> bool| -> Vec<u16> {
        let fields = fields.iter().zip(0..).filter(|(field, _)| is_singular(field) && is(field.kind));
        fields.map(|(_, at)| at).take(MOST).collect()
    };
    let (texts, numbers) = (places(|kind| kind == Kind::String), places(is_integer));
    let (bytes, messages) = (places(|kind| kind == Kind::Bytes), places(|kind| kind == Kind::Message));
    let mut values = vec![None; fields.len()];
    for (&at, value) in texts.iter().chain(&numbers).chain(&bytes).chain(&messages).zip(0..) {
        values[usize::from(at)] = Some(value);
    }
    let kept = |at: u16| (at, values[usize::from(at)].unwrap_or_default());
    let mut out = Vec::new();
    let mut add = |form, field: u16, from: u16| {
        let is_implicit = fields[usize::from(field)].label == Label::Implicit;
        out.push(Candidate { form, field: kept(field), from: kept(from), is_implicit, holds: 0 });
    };
    for sort in [&texts, &numbers, &bytes, &messages] {
        for (count, &field) in sort.iter().enumerate() {
            for &from in &sort[..count] {
                let (of, other) = (&fields[usize::from(field)], &fields[usize::from(from)]);
                if (of.kind, of.message) == (other.kind, other.message) {
                    add(EQUAL, field, from);
                }
                if fields[usize::from(field)].kind == Kind::String {
                    add(JSON_NAME, field, from);
                }
            }
        }
    }
    for &field in &numbers {
        add(POSITION, field, field);
        add(PLACE, field, field);
    }
    out.sort_by_key(|candidate| (candidate.field.0, candidate.form, candidate.from.0));
    (out, values)
}

fn is_singular(field: &Field) -> bool {
    !field.is_repeated() && field.oneof.is_none()
}

fn is_integer(kind: Kind) -> bool {
    kind.is_packable() && !matches!(kind, Kind::Float | Kind::Double | Kind::Bool | Kind::Enum)
}

/// Last value of each singular field of a message.
#[derive(Default)]
pub(super) struct Values(Vec<Option<Value>>);

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Value {
    Number(i64),
    /// Text, bytes or a message, by its position in the outermost message.
    Text {
        start: usize,
        len: usize,
    },
}

impl Values {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn open(&mut self, count: usize) {
        self.0.resize(self.0.len() + count, None);
    }

    pub(super) fn of(&self, from: usize) -> &[Option<Value>] {
        &self.0[from..]
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.0.truncate(len);
    }

    #[inline]
    pub(super) fn set(&mut self, at: usize, kind: Kind, record: &Record<'_>) {
        self.0[at] = Some(match kind {
            Kind::String | Kind::Bytes | Kind::Message => {
                Value::Text { start: record.payload_offset(), len: record.payload.len() }
            }
            _ => Value::Number(number(kind, record.value)),
        });
    }
}

impl Value {
    fn text(self, message: &[u8]) -> &[u8] {
        match self {
            Value::Text { start, len } => &message[start..start + len],
            Value::Number(_) => &[],
        }
    }

    fn is_zero(self) -> bool {
        matches!(self, Value::Number(0) | Value::Text { len: 0, .. })
    }
}

impl Candidate {
    /// Says whether it holds in a message, and counts it where the field is there.
    #[inline]
    pub(super) fn survives(
        &mut self,
        values: &[Option<Value>],
        message: &[u8],
        position: Option<u64>,
    ) -> bool {
        let value = values[usize::from(self.field.1)];
        let derived = match self.form {
            POSITION | PLACE => {
                // In what is no list nothing has a place.
                let Some(position) = position else { return false };
                let place = position + u64::from(self.form == PLACE);
                i64::try_from(place).ok().map(Value::Number)
            }
            _ => values[usize::from(self.from.1)],
        };
        let is_so = match (value, derived) {
            (None, None) => return true,
            // What is zero is not written.
            (None, Some(from)) => self.is_implicit && from.is_zero(),
            (Some(_), None) => false,
            (Some(Value::Number(this)), Some(Value::Number(that))) => this == that,
            (Some(this), Some(from)) if self.form == JSON_NAME => {
                shape::is_json_name(this.text(message), from.text(message))
            }
            (Some(this), Some(from)) => this.text(message) == from.text(message),
        };
        self.holds += u64::from(is_so && value.is_some());
        is_so
    }

    pub(super) fn finish(&self, fields: &[Field]) -> Derived {
        let number = |at: u16| fields[usize::from(at)].number;
        let from = if matches!(self.form, POSITION | PLACE) { 0 } else { number(self.from.0) };
        Derived { field: number(self.field.0), form: self.form, from, holds: self.holds }
    }
}
