//! Text as JSON writes times and spans of time, which becomes the messages that JSON writes so.

use super::codec::{self, Codec};
use super::text::{Spelling, digits, parse_day, print_day};
use super::tree::{Tree, Value};
use super::{Act, Layout};
use crate::kind::Kind;
use crate::layout::{Field, Label, TypeId};
use std::fmt::Write as _;

/// Message whose JSON is the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    Timestamp,
    Duration,
}

/// Seconds, and nanoseconds with the same sign or none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Instant {
    seconds: i64,
    nanoseconds: i32,
}

/// `0001-01-01T00:00:00Z`, from 1970.
const FIRST_SECOND: i64 = -62_135_596_800;
/// The longest span of time, about 10,000 years.
const MOST_SECONDS: u64 = 315_576_000_000;

impl Form {
    pub(super) fn of(spelling: Spelling) -> Option<Form> {
        match spelling {
            Spelling::Timestamp => Some(Form::Timestamp),
            Spelling::Duration => Some(Form::Duration),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Form::Timestamp => "google.protobuf.Timestamp",
            Form::Duration => "google.protobuf.Duration",
        }
    }

    pub(super) fn fits(self, text: &[u8]) -> bool {
        self.exact(text).is_some()
    }

    /// The time of a text that is printed as it was.
    fn exact(self, text: &[u8]) -> Option<Instant> {
        let instant = self.parse(str::from_utf8(text).ok().filter(|text| text.len() <= 40)?)?;
        (self.print(instant)?.as_bytes() == text).then_some(instant)
    }

    fn parse(self, text: &str) -> Option<Instant> {
        match self {
            Form::Timestamp => {
                let rest = text.strip_suffix('Z')?;
                let (day, rest) = (parse_day(rest.get(..10)?)?, rest.get(10..)?.strip_prefix('T')?);
                let (clock, nanoseconds) = fraction(rest)?;
                let mut parts = clock.splitn(3, ':').map(|part| digits(part).filter(|_| part.len() == 2));
                let mut part = |end| parts.next().flatten().filter(|part| *part < end);
                let (hour, minute, second) = (part(24)?, part(60)?, part(60)?);
                let seconds = day * 86_400 + (hour * 3600 + minute * 60 + second) as i64;
                (seconds >= FIRST_SECOND).then_some(Instant { seconds, nanoseconds })
            }
            Form::Duration => {
                let text = text.strip_suffix('s')?;
                let (seconds, nanoseconds) = fraction(text.strip_prefix('-').unwrap_or(text))?;
                let seconds = digits(seconds).filter(|&seconds| seconds <= MOST_SECONDS)?;
                if seconds == MOST_SECONDS && nanoseconds > 0 {
                    return None;
                }
                let sign = if text.starts_with('-') { -1 } else { 1 };
                Some(Instant { seconds: seconds as i64 * sign, nanoseconds: nanoseconds * sign as i32 })
            }
        }
    }

    fn print(self, Instant { seconds, nanoseconds }: Instant) -> Option<String> {
        let mut text = match self {
            Form::Timestamp if seconds < FIRST_SECOND || nanoseconds < 0 => return None,
            Form::Timestamp => {
                let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
                let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
                format!("{}T{hour:02}:{minute:02}:{second:02}", print_day(day)?)
            }
            Form::Duration if seconds.unsigned_abs() > MOST_SECONDS => return None,
            Form::Duration if seconds.signum() * i64::from(nanoseconds.signum()) < 0 => return None,
            Form::Duration => {
                let sign = if seconds < 0 || nanoseconds < 0 { "-" } else { "" };
                format!("{sign}{}", seconds.unsigned_abs())
            }
        };
        let (fraction, width) = match nanoseconds.unsigned_abs() {
            1_000_000_000.. => return None,
            0 => (0, 0),
            it if it % 1_000_000 == 0 => (it / 1_000_000, 3),
            it if it % 1_000 == 0 => (it / 1_000, 6),
            it => (it, 9),
        };
        if width > 0 {
            let _ = write!(text, ".{fraction:0width$}");
        }
        text.push(if self == Form::Timestamp { 'Z' } else { 's' });
        Some(text)
    }
}

/// Text before the point, and the nanoseconds behind it.
fn fraction(text: &str) -> Option<(&str, i32)> {
    let Some((whole, part)) = text.split_once('.') else { return Some((text, 0)) };
    let unit = match part.len() {
        3 => 1_000_000,
        6 => 1_000,
        9 => 1,
        _ => return None,
    };
    Some((whole, digits(part)? as i32 * unit))
}

#[derive(Debug)]
struct Spelled {
    form: Form,
    ty: TypeId,
}

impl Codec for Spelled {
    fn kind(&self) -> Kind {
        Kind::Message
    }

    fn message(&self) -> Option<TypeId> {
        Some(self.ty)
    }

    fn there(&self, value: &Value) -> Option<Value> {
        let Instant { seconds, nanoseconds } = self.form.exact(value.bytes())?;
        let mut time = Tree::empty(self.ty);
        for (number, part) in [(1, seconds), (2, i64::from(nanoseconds))] {
            if part != 0 {
                time.put(number, vec![Value::Bits(part as u64)]);
            }
        }
        Some(Value::Tree(Box::new(time)))
    }

    fn back(&self, value: &Value) -> Option<Value> {
        let time = value.tree().filter(|time| time.unknown.is_empty())?;
        let part = |number| time.values(number).first().map_or(0, Value::bits) as i64;
        let instant = Instant { seconds: part(1), nanoseconds: i32::try_from(part(2)).ok()? };
        Some(Value::Bytes(self.form.print(instant)?.into_bytes().into()))
    }
}

pub(super) fn spelled(
    layout: &mut Layout,
    message: &str,
    number: u32,
    form: Form,
) -> Result<Box<dyn Act>, &'static str> {
    let ty = match layout.find(form.name()) {
        Some(ty) => ty,
        None => layout.add(form.name(), fields()),
    };
    let shape = |field: &Field| (field.number, field.kind, field.label);
    if !layout.get(ty).fields().iter().map(shape).eq(fields().iter().map(shape)) {
        return Err("the schema declares another message by the name of the time");
    }
    codec::step(layout, message, number, Spelled { form, ty }, true, |_, field| field.kind == Kind::String)
}

fn fields() -> Vec<Field> {
    vec![
        Field::new("seconds", 1, Kind::Int64, Label::Implicit),
        Field::new("nanos", 2, Kind::Int32, Label::Implicit),
    ]
}
