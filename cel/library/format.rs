//! `format`: texts with clauses such as `%s` and `%.2f`.

use super::number::{plain_double, scientific};
use crate::eval::meter::{Failure, Outcome};
use crate::functions::Context;
use crate::value::data::{Value, type_name};
use std::fmt::Write;

/// Most digits behind the point.
const MAX_PRECISION: usize = 1_000;

/// Deepest list within lists that is written.
const MAX_DEPTH: usize = 64;

/// Part of a text with clauses.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Piece<'t> {
    Text(&'t str),
    Clause { verb: char, precision: Option<usize> },
}

/// Splits a text into clauses and what stands between them.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        if at > 0 {
            pieces.push(Piece::Text(&rest[..at]));
        }
        rest = &rest[at + 1..];
        if rest.starts_with('%') {
            pieces.push(Piece::Text(&rest[..1]));
            rest = &rest[1..];
            continue;
        }
        let mut precision = None;
        if let Some(after) = rest.strip_prefix('.') {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let value = after[..digits].parse().ok().filter(|&value| value <= MAX_PRECISION);
            precision = Some(value.ok_or("the precision of a clause is not a number up to 1000")?);
            rest = &after[digits..];
        }
        match rest.chars().next() {
            Some(verb @ ('s' | 'd' | 'f' | 'e' | 'b' | 'o' | 'x' | 'X')) => {
                pieces.push(Piece::Clause { verb, precision });
                rest = &rest[1..];
            }
            Some(other) => return Err(format!("`%{other}` is not a clause of a format")),
            None => return Err("the format ends within a clause".into()),
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

pub(crate) fn format<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    let (Value::String(text), Value::List(values)) = (&args[0], &args[1]) else {
        return Err(Failure::new("no such overload of `format`"));
    };
    context.step(1 + text.len() / 8)?;
    let mut out = String::new();
    let mut next = values.iter();
    for piece in pieces(text).map_err(Failure::new)? {
        let before = out.len();
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Clause { verb, precision } => {
                let value = next
                    .next()
                    .ok_or_else(|| Failure::new("there is no value for a clause of the format"))?;
                clause(context, verb, precision, value, &mut out)?;
            }
        }
        context.allocate(out.len() - before)?;
    }
    Ok(Value::from(out))
}

fn clause(
    context: &Context<'_, '_>,
    verb: char,
    precision: Option<usize>,
    value: &Value<'_>,
    out: &mut String,
) -> Outcome<()> {
    let unfit = || Failure::new(format!("`%{verb}` does not take a value of type `{}`", value.ty()));
    let double = match value {
        Value::Double(double) => Some(*double),
        Value::Int(int) => Some(*int as f64),
        Value::Uint(uint) => Some(*uint as f64),
        _ => None,
    };
    let _ = match (verb, value) {
        ('s', _) => return text(context, value, 0, out),
        ('d', Value::Int(int)) => write!(out, "{int}"),
        ('d', Value::Uint(uint)) => write!(out, "{uint}"),
        ('d', Value::Double(double)) => write!(out, "{}", plain_double(*double)),
        ('f' | 'e', _) => match double.ok_or_else(unfit)? {
            double if !double.is_finite() => write!(out, "{}", plain_double(double)),
            double if verb == 'f' => write!(out, "{double:.*}", precision.unwrap_or(6)),
            double => write!(out, "{}", scientific(double, Some(precision.unwrap_or(6)))),
        },
        ('b', Value::Bool(value)) => write!(out, "{}", u8::from(*value)),
        ('b', Value::Int(int)) => write!(out, "{}{:b}", minus(*int), int.unsigned_abs()),
        ('b', Value::Uint(uint)) => write!(out, "{uint:b}"),
        ('o', Value::Int(int)) => write!(out, "{}{:o}", minus(*int), int.unsigned_abs()),
        ('o', Value::Uint(uint)) => write!(out, "{uint:o}"),
        ('x', Value::Int(int)) => write!(out, "{}{:x}", minus(*int), int.unsigned_abs()),
        ('X', Value::Int(int)) => write!(out, "{}{:X}", minus(*int), int.unsigned_abs()),
        ('x', Value::Uint(uint)) => write!(out, "{uint:x}"),
        ('X', Value::Uint(uint)) => write!(out, "{uint:X}"),
        ('x' | 'X', Value::String(_) | Value::Bytes(_)) => {
            let bytes = match value {
                Value::String(text) => text.as_bytes(),
                Value::Bytes(bytes) => bytes,
                _ => &[],
            };
            context.allocate(bytes.len() * 2)?;
            for byte in bytes {
                let _ = if verb == 'x' { write!(out, "{byte:02x}") } else { write!(out, "{byte:02X}") };
            }
            Ok(())
        }
        _ => return Err(unfit()),
    };
    Ok(())
}

fn minus(int: i64) -> &'static str {
    if int < 0 { "-" } else { "" }
}

/// A value as `%s` writes it.
fn text(context: &Context<'_, '_>, value: &Value<'_>, depth: usize, out: &mut String) -> Outcome<()> {
    context.step(1)?;
    if depth > MAX_DEPTH {
        return Err(Failure::new("the value nests too deep"));
    }
    let before = out.len();
    let _ = match value {
        Value::Null => write!(out, "null"),
        Value::Bool(value) => write!(out, "{value}"),
        Value::Int(int) => write!(out, "{int}"),
        Value::Uint(uint) => write!(out, "{uint}"),
        Value::Double(double) => write!(out, "{}", plain_double(*double)),
        Value::String(text) => write!(out, "{}", &**text),
        Value::Bytes(bytes) => write!(out, "{}", String::from_utf8_lossy(bytes)),
        Value::Duration(duration) => write!(out, "{duration}"),
        Value::Timestamp(timestamp) => write!(out, "{timestamp}"),
        Value::Type(ty) => write!(out, "{}", type_name(ty)),
        Value::List(values) => {
            out.push('[');
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    out.push_str(", ");
                }
                text(context, value, depth + 1, out)?;
            }
            out.push(']');
            return Ok(());
        }
        Value::Map(map) => {
            let mut entries: Vec<(String, &Value<'_>)> = Vec::new();
            for (key, value) in map.entries() {
                let mut name = String::new();
                text(context, key, depth + 1, &mut name)?;
                entries.push((name, value));
            }
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                let _ = write!(out, "{}{key}: ", if at > 0 { ", " } else { "" });
                text(context, value, depth + 1, out)?;
            }
            out.push('}');
            return Ok(());
        }
        _ => return Err(Failure::new(format!("`%s` does not take a value of type `{}`", value.ty()))),
    };
    context.allocate(out.len() - before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_split() {
        let clause = |verb, precision| Piece::Clause { verb, precision };
        let found = pieces("a%%%.2f%s").unwrap();
        assert_eq!(found, [Piece::Text("a"), Piece::Text("%"), clause('f', Some(2)), clause('s', None)]);
        for text in ["%", "%q", "%.f", "%.9999f", "%.2"] {
            assert!(pieces(text).is_err(), "{text}");
        }
    }
}
