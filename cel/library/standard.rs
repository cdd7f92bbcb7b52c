//! Standard functions: signatures of operators, conversions, parts of times, and functions of strings.

use super::number::short_double;
use crate::eval::meter::{Failure, Outcome};
use crate::functions::{Context, Functions, add_all as add};
use crate::value::data::Value;
use crate::value::json::{base64, from_base64};
use crate::value::time::{Duration, Parts, Timestamp, offset};

pub(super) fn add_all(functions: &mut Functions) {
    operators(functions);
    conversions(functions);
    times(functions);
    let size = "size(string) -> int; size(bytes) -> int; size(list(A)) -> int; size(map(A, B)) -> int;
        string.size() -> int; bytes.size() -> int; list(A).size() -> int; map(A, B).size() -> int";
    add(functions, size, Some(self::size));
    add(functions, "string.contains(string) -> bool", Some(contains));
    add(functions, "string.startsWith(string) -> bool", Some(starts_with));
    add(functions, "string.endsWith(string) -> bool", Some(ends_with));
    add(functions, "string.matches(string) -> bool; matches(string, string) -> bool", Some(matches));
}

fn operators(functions: &mut Functions) {
    let numbers = ["int", "uint", "double"];
    for (operator, types) in [
        ("_+_", &numbers[..]),
        ("_-_", &numbers),
        ("_*_", &numbers),
        ("_/_", &numbers),
        ("_%_", &numbers[..2]),
    ] {
        for ty in types {
            add(functions, &format!("{operator}({ty}, {ty}) -> {ty}"), None);
        }
    }
    let others =
        "_+_(string, string) -> string; _+_(bytes, bytes) -> bytes; _+_(list(A), list(A)) -> list(A);
        _+_(timestamp, duration) -> timestamp; _+_(duration, timestamp) -> timestamp;
        _+_(duration, duration) -> duration; _-_(timestamp, timestamp) -> duration;
        _-_(timestamp, duration) -> timestamp; _-_(duration, duration) -> duration;
        -_(int) -> int; -_(double) -> double; !_(bool) -> bool;
        _==_(A, A) -> bool; _!=_(A, A) -> bool; @in(A, list(A)) -> bool; @in(A, map(A, B)) -> bool;
        _[_](list(A), int) -> A; _[_](map(A, B), A) -> B; _?_:_(bool, A, A) -> A";
    add(functions, others, None);
    for operator in ["_<_", "_<=_", "_>_", "_>=_"] {
        for ty in ["bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration"] {
            add(functions, &format!("{operator}({ty}, {ty}) -> bool"), None);
        }
    }
}

fn conversions(functions: &mut Functions) {
    let to = |name: &str, types: &[&str], result: &str| {
        types.iter().map(|ty| format!("{name}({ty}) -> {result};")).collect::<String>()
    };
    add(functions, &to("bool", &["bool", "string"], "bool"), Some(to_bool));
    add(functions, &to("bytes", &["bytes", "string"], "bytes"), Some(to_bytes));
    add(functions, &to("double", &["double", "int", "string", "uint"], "double"), Some(to_double));
    add(functions, &to("duration", &["duration", "int", "string"], "duration"), Some(to_duration));
    add(
        functions,
        &to("int", &["int", "double", "duration", "string", "timestamp", "uint"], "int"),
        Some(to_int),
    );
    let texts = ["string", "bool", "bytes", "double", "duration", "int", "timestamp", "uint"];
    add(functions, &to("string", &texts, "string"), Some(to_string));
    add(functions, &to("timestamp", &["timestamp", "int", "string"], "timestamp"), Some(to_timestamp));
    add(functions, &to("uint", &["uint", "double", "int", "string"], "uint"), Some(to_uint));
    add(functions, "dyn(A) -> dyn", Some(|_, args| Ok(args[0].clone())));
    add(functions, "type(A) -> type(A)", Some(|_, args| Ok(Value::Type(args[0].ty()))));
}

fn size<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let size = match &args[0] {
        Value::String(text) => {
            context.meter.read(text.len())?;
            text.chars().count()
        }
        Value::Bytes(bytes) => bytes.len(),
        Value::List(values) => values.len(),
        Value::Map(map) => map.entries().len(),
        _ => return no_overload("size"),
    };
    Ok(Value::Int(size as i64))
}

fn no_overload<T>(name: &str) -> Outcome<T> {
    Err(Failure::new(format!("no such overload of `{name}`")))
}

/// Two strings that a function compares.
fn texts<'a>(context: &Context<'_, '_>, args: &'a [Value<'_>]) -> Outcome<(&'a str, &'a str)> {
    match args {
        [Value::String(a), Value::String(b)] => {
            context.meter.read(a.len() + b.len())?;
            Ok((a, b))
        }
        _ => no_overload("a function of strings"),
    }
}

fn contains<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let (text, part) = texts(context, args)?;
    Ok(Value::Bool(text.contains(part)))
}

fn starts_with<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let (text, part) = texts(context, args)?;
    Ok(Value::Bool(text.starts_with(part)))
}

fn ends_with<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let (text, part) = texts(context, args)?;
    Ok(Value::Bool(text.ends_with(part)))
}

/// A pattern that is known only now. Literal ones are compiled before.
fn matches<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let (text, pattern) = texts(context, args)?;
    context.step(5_000)?;
    let regex = super::re2::compile(pattern).map_err(|fault| Failure::new(fault.to_string()))?;
    Ok(Value::Bool(regex.is_match(text)))
}

fn to_bool<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    match &args[0] {
        Value::Bool(_) => Ok(args[0].clone()),
        Value::String(text) => match &**text {
            "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(Value::Bool(true)),
            "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(Value::Bool(false)),
            _ => no_value(&args[0], "bool"),
        },
        _ => no_overload("bool"),
    }
}

fn no_value<T>(value: &Value<'_>, ty: &str) -> Outcome<T> {
    let mut text = value.to_string();
    if text.len() > 60 {
        let end = (0..=57).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        text.truncate(end);
        text.push_str("...");
    }
    Err(Failure::new(format!("{text} is not a value of type `{ty}`")))
}

fn to_bytes<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    match &args[0] {
        Value::Bytes(_) => Ok(args[0].clone()),
        Value::String(text) => {
            context.allocate(text.len())?;
            Ok(Value::bytes(text.as_bytes()))
        }
        _ => no_overload("bytes"),
    }
}

fn to_double<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    Ok(Value::Double(match &args[0] {
        Value::Double(double) => *double,
        Value::Int(int) => *int as f64,
        Value::Uint(uint) => *uint as f64,
        Value::String(text) => match text.parse::<f64>() {
            Ok(double) if text.len() < 400 => double,
            _ => return no_value(&args[0], "double"),
        },
        _ => return no_overload("double"),
    }))
}

fn to_int<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let int = match &args[0] {
        Value::Int(int) => Some(*int),
        Value::Uint(uint) => i64::try_from(*uint).ok(),
        Value::Double(double) => {
            // Doubles beyond this have no integer of their own.
            let fits = *double > i64::MIN as f64 && *double < i64::MAX as f64;
            fits.then_some(*double as i64)
        }
        Value::String(text) => text.parse().ok(),
        Value::Timestamp(timestamp) => Some(timestamp.seconds()),
        Value::Duration(duration) => Some(duration.nanos),
        _ => return no_overload("int"),
    };
    int.map_or_else(|| no_value(&args[0], "int"), |int| Ok(Value::Int(int)))
}

fn to_uint<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let uint = match &args[0] {
        Value::Uint(uint) => Some(*uint),
        Value::Int(int) => u64::try_from(*int).ok(),
        Value::Double(double) => (*double >= 0.0 && *double < u64::MAX as f64).then_some(*double as u64),
        Value::String(text) => text.parse().ok(),
        _ => return no_overload("uint"),
    };
    uint.map_or_else(|| no_value(&args[0], "uint"), |uint| Ok(Value::Uint(uint)))
}

fn to_string<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let text = match &args[0] {
        Value::String(_) => return Ok(args[0].clone()),
        Value::Bool(value) => value.to_string(),
        Value::Int(int) => int.to_string(),
        Value::Uint(uint) => uint.to_string(),
        Value::Double(double) => short_double(*double),
        Value::Timestamp(timestamp) => timestamp.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => return Err(Failure::new("the bytes are not UTF-8")),
        },
        _ => return no_overload("string"),
    };
    context.allocate(text.len())?;
    Ok(Value::from(text))
}

fn to_duration<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let duration = match &args[0] {
        Value::Duration(duration) => Some(*duration),
        Value::Int(nanos) => Some(Duration { nanos: *nanos }),
        Value::String(text) => Duration::parse(text),
        _ => return no_overload("duration"),
    };
    duration.map_or_else(|| no_value(&args[0], "duration"), |duration| Ok(Value::Duration(duration)))
}

fn to_timestamp<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let timestamp = match &args[0] {
        Value::Timestamp(timestamp) => Some(*timestamp),
        Value::Int(seconds) => Timestamp::new(*seconds, 0),
        Value::String(text) => Timestamp::parse(text),
        _ => return no_overload("timestamp"),
    };
    timestamp.map_or_else(|| no_value(&args[0], "timestamp"), |timestamp| Ok(Value::Timestamp(timestamp)))
}

fn times(functions: &mut Functions) {
    macro_rules! part {
        ($name:literal, $read:expr) => {{
            let signatures = concat!("timestamp.", $name, "() -> int; timestamp.", $name, "(string) -> int");
            add(functions, signatures, Some(|_, args| part_of(args, $read)));
        }};
        ($name:literal, $read:expr, $of_duration:expr) => {{
            part!($name, $read);
            let signature = concat!("duration.", $name, "() -> int");
            add(functions, signature, Some(|_, args| part_of_duration(args, $of_duration)));
        }};
    }
    part!("getFullYear", |it| it.year);
    part!("getMonth", |it| it.month);
    part!("getDate", |it| it.day);
    part!("getDayOfMonth", |it| it.day - 1);
    part!("getDayOfYear", |it| it.day_of_year);
    part!("getDayOfWeek", |it| it.day_of_week);
    part!("getHours", |it| it.hour, |nanos| nanos / 3_600_000_000_000);
    part!("getMinutes", |it| it.minute, |nanos| nanos / 60_000_000_000);
    part!("getSeconds", |it| it.second, |nanos| nanos / 1_000_000_000);
    part!("getMilliseconds", |it| it.millisecond, |nanos| nanos / 1_000_000 % 1_000);
}

fn part_of<'v>(args: &[Value<'v>], read: fn(Parts) -> i64) -> Outcome<Value<'v>> {
    let (Value::Timestamp(timestamp), zone) = (&args[0], args.get(1)) else {
        return no_overload("a function of timestamps");
    };
    let offset = match zone {
        None => 0,
        Some(Value::String(zone)) => match offset(zone) {
            Some(offset) => offset,
            None => {
                let message = format!("the time zone `{}` is not an offset such as `+01:00`", &**zone);
                return Err(Failure::new(message));
            }
        },
        Some(_) => return no_overload("a function of timestamps"),
    };
    Ok(Value::Int(read(timestamp.parts(offset))))
}

fn part_of_duration<'v>(args: &[Value<'v>], read: fn(i64) -> i64) -> Outcome<Value<'v>> {
    let Value::Duration(duration) = &args[0] else { return no_overload("a function of durations") };
    Ok(Value::Int(read(duration.nanos)))
}

/// `base64.encode` and `base64.decode`.
pub(super) fn add_encoders(functions: &mut Functions) {
    add(functions, "base64.encode(bytes) -> string", Some(encode));
    add(functions, "base64.decode(string) -> bytes", Some(decode));
}

fn encode<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let Value::Bytes(bytes) = &args[0] else { return no_overload("base64.encode") };
    context.allocate(bytes.len().saturating_mul(2))?;
    Ok(Value::from(base64(bytes)))
}

fn decode<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let Value::String(text) = &args[0] else { return no_overload("base64.decode") };
    context.allocate(text.len())?;
    from_base64(text).map(Value::bytes).ok_or_else(|| Failure::new("the text is not base64"))
}
