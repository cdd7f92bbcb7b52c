//! Default values of fields, and which of them mean the same.

use protune_compiler::schema::{DefaultValue, FieldView, Scalar, Type};

/// A field that is not there means the same on both sides, or has no default on one of them.
pub(crate) fn are_same(before: FieldView<'_>, after: FieldView<'_>) -> bool {
    let (Some(was), Some(is)) = (before.default_value(), after.default_value()) else { return true };
    let is_single = [before, after].iter().any(|field| field.ty() == Type::Scalar(Scalar::Float));
    is_same(&was, &is, is_single)
}

/// Numbers of all types are compared as numbers, enum values and booleans among them; nothing is nothing
/// in every type.
fn is_same(was: &DefaultValue<'_>, is: &DefaultValue<'_>, is_single: bool) -> bool {
    match (number(was), number(is)) {
        (Some(Number::Int(was)), Some(Number::Int(is))) => was == is,
        (Some(was), Some(is)) => {
            let (was, is) = (was.to_float(), is.to_float());
            was == is || was.is_nan() && is.is_nan() || is_single && was as f32 == is as f32
        }
        (None, None) => bytes(was) == bytes(is),
        (Some(number), None) => number.is_zero() && bytes(is).is_empty(),
        (None, Some(number)) => number.is_zero() && bytes(was).is_empty(),
    }
}

#[derive(Clone, Copy)]
enum Number {
    Int(i128),
    Float(f64),
}

impl Number {
    fn to_float(self) -> f64 {
        match self {
            Number::Int(value) => value as f64,
            Number::Float(value) => value,
        }
    }

    fn is_zero(self) -> bool {
        self.to_float() == 0.0
    }
}

fn number(value: &DefaultValue<'_>) -> Option<Number> {
    Some(match value {
        DefaultValue::Bool(value) => Number::Int(i128::from(*value)),
        DefaultValue::Int(value) => Number::Int(*value),
        DefaultValue::Float(value) => Number::Float(*value),
        DefaultValue::Enum(value) => Number::Int(i128::from(value.number()?)),
        DefaultValue::Bytes(_) => return None,
    })
}

fn bytes<'v>(value: &'v DefaultValue<'_>) -> &'v [u8] {
    if let DefaultValue::Bytes(bytes) = value { bytes } else { &[] }
}
