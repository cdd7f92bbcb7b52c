//! Equality and order of values. Numbers of different types compare by their values; an integer and a double as doubles,
//! as in cel-go.

use super::data::Value;
use crate::eval::meter::{Meter, Outcome};
use std::cmp::Ordering;

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Value<'_>) -> bool {
        equals(self, other, &Meter::unlimited()).unwrap_or(false)
    }
}

/// Returns whether two values are equal. Values of different types are not, numbers aside.
pub(crate) fn equals(a: &Value<'_>, b: &Value<'_>, meter: &Meter) -> Outcome<bool> {
    Ok(match (a, b) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (
            Value::Int(_) | Value::Uint(_) | Value::Double(_),
            Value::Int(_) | Value::Uint(_) | Value::Double(_),
        ) => order(a, b) == Some(Ordering::Equal),
        (Value::String(a), Value::String(b)) => {
            meter.read(a.len())?;
            a == b
        }
        (Value::Bytes(a), Value::Bytes(b)) => {
            meter.read(a.len())?;
            **a == **b
        }
        (Value::Duration(a), Value::Duration(b)) => a == b,
        (Value::Timestamp(a), Value::Timestamp(b)) => a == b,
        (Value::Object(a), Value::Object(b)) => a == b,
        (Value::Type(a), Value::Type(b)) => super::data::type_name(a) == super::data::type_name(b),
        (Value::Optional(None), Value::Optional(None)) => true,
        (Value::Optional(Some(a)), Value::Optional(Some(b))) => equals(a, b, meter)?,
        (Value::List(a), Value::List(b)) => {
            if a.len() != b.len() {
                return Ok(false);
            }
            for (a, b) in a.iter().zip(b.iter()) {
                meter.step(1)?;
                if !equals(a, b, meter)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Map(a), Value::Map(b)) => {
            if a.entries().len() != b.entries().len() {
                return Ok(false);
            }
            for (key, value) in a.entries() {
                meter.step(1)?;
                let Some(other) = b.get(key) else { return Ok(false) };
                if !equals(value, other, meter)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Message(a), Value::Message(b)) => {
            if a.name() != b.name() || a.fields().len() != b.fields().len() {
                return Ok(false);
            }
            for ((number, a), (other, b)) in a.fields().iter().zip(b.fields()) {
                meter.step(1)?;
                if number != other || !equals(a, b, meter)? {
                    return Ok(false);
                }
            }
            true
        }
        _ => false,
    })
}

/// The order of two values; `None` if they have none, or one is not a number.
pub(crate) fn order(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Uint(a), Value::Uint(b)) => Some(a.cmp(b)),
        (Value::Double(a), Value::Double(b)) => a.partial_cmp(b),
        (Value::Int(a), Value::Uint(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
        (Value::Uint(a), Value::Int(b)) => Some(i128::from(*a).cmp(&i128::from(*b))),
        (Value::Double(a), Value::Int(b)) => a.partial_cmp(&(*b as f64)),
        (Value::Double(a), Value::Uint(b)) => a.partial_cmp(&(*b as f64)),
        (Value::Int(a), Value::Double(b)) => (*a as f64).partial_cmp(b),
        (Value::Uint(a), Value::Double(b)) => (*a as f64).partial_cmp(b),
        (Value::String(a), Value::String(b)) => Some((**a).cmp(&**b)),
        (Value::Bytes(a), Value::Bytes(b)) => Some((**a).cmp(&**b)),
        (Value::Duration(a), Value::Duration(b)) => Some(a.cmp(b)),
        (Value::Timestamp(a), Value::Timestamp(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_types_compare() {
        let cases = [
            (Value::Int(1), Value::Uint(1), Some(Ordering::Equal)),
            (Value::Int(-1), Value::Uint(u64::MAX), Some(Ordering::Less)),
            (Value::Double(1.5), Value::Int(1), Some(Ordering::Greater)),
            (Value::Double(-1.5), Value::Int(-1), Some(Ordering::Less)),
            (Value::Int(i64::MAX), Value::Double(9_223_372_036_854_775_808.0), Some(Ordering::Equal)),
            (Value::Uint(u64::MAX), Value::Double(f64::INFINITY), Some(Ordering::Less)),
            (Value::Double(f64::NAN), Value::Int(1), None),
            (Value::Int(1), Value::from("1"), None),
        ];
        for (a, b, expected) in cases {
            assert_eq!(order(&a, &b), expected, "{a} {b}");
            assert_eq!(order(&b, &a), expected.map(Ordering::reverse), "{b} {a}");
        }
    }
}
