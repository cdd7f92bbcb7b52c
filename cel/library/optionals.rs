//! Optional values: functions that make them and read them. Fields and indices of an optional value are optional too.

use crate::eval::meter::{Failure, Outcome};
use crate::functions::{Context, Functions, add_all as add};
use crate::value::data::Value;
use std::sync::Arc;

pub(super) fn add_all(functions: &mut Functions) {
    add(functions, "optional.of(A) -> optional_type(A)", Some(|_, args| Ok(some(args[0].clone()))));
    add(functions, "optional.none() -> optional_type(A)", Some(|_, _| Ok(Value::Optional(None))));
    add(functions, "optional.ofNonZeroValue(A) -> optional_type(A)", Some(of_non_zero));
    add(functions, "optional_type(A).hasValue() -> bool", Some(has_value));
    add(functions, "optional_type(A).value() -> A", Some(value));
    add(functions, "optional_type(A).or(optional_type(A)) -> optional_type(A)", Some(or));
    add(functions, "optional_type(A).orValue(A) -> A", Some(or_value));
    let indices = "_[_](optional_type(list(A)), int) -> optional_type(A);
        _[_](optional_type(map(A, B)), A) -> optional_type(B)";
    add(functions, indices, None);
}

fn some(value: Value<'_>) -> Value<'_> {
    Value::Optional(Some(Arc::new(value)))
}

fn of_non_zero<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let is_zero = match &args[0] {
        Value::Null | Value::Bool(false) | Value::Int(0) | Value::Uint(0) | Value::Optional(None) => true,
        Value::Double(double) => *double == 0.0,
        Value::String(text) => text.is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        Value::List(values) => values.is_empty(),
        Value::Map(map) => map.entries().is_empty(),
        Value::Message(message) => message.fields().is_empty(),
        Value::Duration(duration) => duration.nanos == 0,
        _ => false,
    };
    Ok(if is_zero { Value::Optional(None) } else { some(args[0].clone()) })
}

fn read<'a, 'v>(value: &'a Value<'v>) -> Outcome<Option<&'a Value<'v>>> {
    match value {
        Value::Optional(value) => Ok(value.as_deref()),
        other => Err(Failure::new(format!("a value of type `{}` is not optional", other.ty()))),
    }
}

fn has_value<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    Ok(Value::Bool(read(&args[0])?.is_some()))
}

fn value<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    read(&args[0])?.cloned().ok_or_else(|| Failure::new("the optional value is not there"))
}

fn or<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    Ok(if read(&args[0])?.is_some() { args[0].clone() } else { args[1].clone() })
}

fn or_value<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    Ok(read(&args[0])?.unwrap_or(&args[1]).clone())
}
