//! Numbers as texts, as Go writes them, and functions of `math`.

use crate::eval::meter::{Failure, Outcome};
use crate::functions::{Context, Functions, add_all};
use crate::value::compare::order;
use crate::value::data::Value;
use std::cmp::Ordering;
use std::sync::Arc;

/// A double in digits, without an exponent.
pub(crate) fn plain_double(double: f64) -> String {
    match double {
        double if double.is_nan() => "NaN".into(),
        double if double.is_infinite() => if double > 0.0 { "Infinity" } else { "-Infinity" }.into(),
        double => format!("{double}"),
    }
}

/// A double as `string(...)` converts it: with an exponent if that is far from 0.
pub(crate) fn short_double(double: f64) -> String {
    if double == 0.0 {
        return if double.is_sign_negative() { "-0" } else { "0" }.into();
    }
    if !double.is_finite() {
        return match double {
            double if double.is_nan() => "NaN".into(),
            double => if double > 0.0 { "+Inf" } else { "-Inf" }.into(),
        };
    }
    let text = format!("{double:e}");
    let exponent: i32 = text.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    if (-4..6).contains(&exponent) { format!("{double}") } else { scientific(double, None) }
}

/// A double with an exponent of two digits or more.
pub(crate) fn scientific(double: f64, precision: Option<usize>) -> String {
    let text = match precision {
        Some(precision) => format!("{double:.precision$e}"),
        None => format!("{double:e}"),
    };
    let Some((digits, exponent)) = text.split_once('e') else { return text };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    format!("{digits}e{sign}{exponent:0>2}")
}

pub(crate) fn add_math(functions: &mut Functions) {
    let numbers = ["int", "uint", "double"];
    for (name, wanted) in [("greatest", Ordering::Greater), ("least", Ordering::Less)] {
        let mut signatures = String::new();
        for a in numbers {
            signatures += &format!("math.{name}({a}) -> {a}; math.{name}(list({a})) -> {a};");
            for b in numbers {
                let result = if a == b { a } else { "dyn" };
                signatures += &format!("math.{name}({a}, {b}) -> {result};");
            }
        }
        match wanted {
            Ordering::Greater => add_all(functions, &signatures, Some(greatest)),
            _ => add_all(functions, &signatures, Some(least)),
        }
        if let Some(function) = functions.get_mut(&*format!("math.{name}")) {
            Arc::make_mut(function).is_variadic = true;
        }
    }
    add_all(functions, "math.ceil(double) -> double", Some(|_, args| round(&args[0], f64::ceil)));
    add_all(functions, "math.floor(double) -> double", Some(|_, args| round(&args[0], f64::floor)));
    add_all(functions, "math.round(double) -> double", Some(|_, args| round(&args[0], f64::round)));
    add_all(functions, "math.trunc(double) -> double", Some(|_, args| round(&args[0], f64::trunc)));
    add_all(functions, "math.isNaN(double) -> bool", Some(|_, args| ask(&args[0], f64::is_nan)));
    add_all(functions, "math.isInf(double) -> bool", Some(|_, args| ask(&args[0], f64::is_infinite)));
    add_all(functions, "math.isFinite(double) -> bool", Some(|_, args| ask(&args[0], f64::is_finite)));
    let roots = "math.sqrt(double) -> double; math.sqrt(int) -> double; math.sqrt(uint) -> double";
    add_all(functions, roots, Some(sqrt));
    let same = |name: &str| numbers.map(|ty| format!("math.{name}({ty}) -> {ty};")).concat();
    add_all(functions, &same("abs"), Some(abs));
    add_all(functions, &same("sign"), Some(sign));
    let pairs = |name: &str| format!("math.{name}(int, int) -> int; math.{name}(uint, uint) -> uint");
    add_all(functions, &pairs("bitAnd"), Some(|_, args| bits(args, |a, b| a & b)));
    add_all(functions, &pairs("bitOr"), Some(|_, args| bits(args, |a, b| a | b)));
    add_all(functions, &pairs("bitXor"), Some(|_, args| bits(args, |a, b| a ^ b)));
    add_all(functions, "math.bitNot(int) -> int; math.bitNot(uint) -> uint", Some(bit_not));
    let shift = |name: &str| format!("math.{name}(int, int) -> int; math.{name}(uint, int) -> uint");
    add_all(functions, &shift("bitShiftLeft"), Some(|_, args| shifted(args, true)));
    add_all(functions, &shift("bitShiftRight"), Some(|_, args| shifted(args, false)));
}

fn greatest<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    extreme(context, args, Ordering::Greater)
}

fn least<'v>(context: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    extreme(context, args, Ordering::Less)
}

/// The number that is beyond all others in a direction.
fn extreme<'v>(context: &Context<'_, 'v>, args: &[Value<'v>], wanted: Ordering) -> Outcome<Value<'v>> {
    let values = match args {
        [Value::List(values)] => &values[..],
        values => values,
    };
    context.step(values.len())?;
    let mut found: Option<&Value<'v>> = None;
    for value in values {
        if !matches!(value, Value::Int(_) | Value::Uint(_) | Value::Double(_)) {
            return Err(Failure::new(format!("`{}` is not a number", value.ty())));
        }
        if found.is_none_or(|found| order(value, found) == Some(wanted)) {
            found = Some(value);
        }
    }
    found.cloned().ok_or_else(|| Failure::new("the list has no numbers"))
}

fn no_overload<'v>() -> Outcome<Value<'v>> {
    Err(Failure::new("no such overload"))
}

fn round<'v>(value: &Value<'v>, how: fn(f64) -> f64) -> Outcome<Value<'v>> {
    let Value::Double(double) = value else { return no_overload() };
    Ok(Value::Double(how(*double)))
}

fn ask<'v>(value: &Value<'v>, is: fn(f64) -> bool) -> Outcome<Value<'v>> {
    let Value::Double(double) = value else { return no_overload() };
    Ok(Value::Bool(is(*double)))
}

fn sqrt<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    Ok(Value::Double(match &args[0] {
        Value::Double(double) => double.sqrt(),
        Value::Int(int) => (*int as f64).sqrt(),
        Value::Uint(uint) => (*uint as f64).sqrt(),
        _ => return no_overload(),
    }))
}

fn abs<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    Ok(match &args[0] {
        Value::Double(double) => Value::Double(double.abs()),
        Value::Int(int) => {
            Value::Int(int.checked_abs().ok_or_else(|| Failure::new("the number is out of range"))?)
        }
        Value::Uint(uint) => Value::Uint(*uint),
        _ => return no_overload(),
    })
}

fn sign<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    Ok(match &args[0] {
        Value::Double(double) if *double == 0.0 || double.is_nan() => Value::Double(*double),
        Value::Double(double) => Value::Double(double.signum()),
        Value::Int(int) => Value::Int(int.signum()),
        Value::Uint(uint) => Value::Uint(u64::from(*uint > 0)),
        _ => return no_overload(),
    })
}

fn bits<'v>(args: &[Value<'v>], how: fn(u64, u64) -> u64) -> Outcome<Value<'v>> {
    Ok(match args {
        [Value::Int(a), Value::Int(b)] => Value::Int(how(*a as u64, *b as u64) as i64),
        [Value::Uint(a), Value::Uint(b)] => Value::Uint(how(*a, *b)),
        _ => return no_overload(),
    })
}

fn bit_not<'v>(_: &Context<'_, 'v>, args: &[Value<'v>]) -> Outcome<Value<'v>> {
    Ok(match &args[0] {
        Value::Int(int) => Value::Int(!int),
        Value::Uint(uint) => Value::Uint(!uint),
        _ => return no_overload(),
    })
}

/// Bits of a signed number move to the right as those of an unsigned one.
fn shifted<'v>(args: &[Value<'v>], left: bool) -> Outcome<Value<'v>> {
    let Value::Int(by) = &args[1] else { return no_overload() };
    let by = u32::try_from(*by).map_err(|_| {
        Failure::new(if *by < 0 {
            "the number of bits to shift is negative"
        } else {
            "the number of bits is too large"
        })
    });
    let by = match by {
        Ok(by) => by,
        Err(_) if matches!(args[1], Value::Int(by) if by > 0) => 64,
        Err(failure) => return Err(failure),
    };
    let shift = |bits: u64| if left { bits.checked_shl(by) } else { bits.checked_shr(by) }.unwrap_or(0);
    Ok(match &args[0] {
        Value::Int(int) => Value::Int(shift(*int as u64) as i64),
        Value::Uint(uint) => Value::Uint(shift(*uint)),
        _ => return no_overload(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_written_as_in_go() {
        assert_eq!(short_double(123.456), "123.456");
        assert_eq!(short_double(-0.0), "-0");
        assert_eq!(short_double(1e-7), "1e-07");
        assert_eq!(short_double(1_234_567.5), "1.2345675e+06");
        assert_eq!(scientific(1052.032911275, Some(6)), "1.052033e+03");
        assert_eq!(plain_double(1e21), "1000000000000000000000");
    }
}
