//! The text of default values, as `FieldDescriptorProto.default_value` has it.

use crate::schema::{Scalar, Type};
use crate::syntax::Node;
use crate::syntax::literals::{self, Number, float, signed};

/// The default value of a field of this type; `node` is what stands behind `default =`.
pub(super) fn text(ty: Type, node: Node<'_>) -> Vec<u8> {
    match ty {
        Type::Scalar(Scalar::String) => literals::string_bytes(node),
        Type::Scalar(Scalar::Bytes) => escape(&literals::string_bytes(node)).into_bytes(),
        Type::Scalar(Scalar::Double) => double(float(node)).into_bytes(),
        Type::Scalar(Scalar::Float) => single(float(node) as f32).into_bytes(),
        Type::Scalar(Scalar::Bool) | Type::Enum(_) | Type::Message(_) | Type::Unknown => node.text().into(),
        Type::Scalar(_) => integer(node).into_bytes(),
    }
}

fn integer(node: Node<'_>) -> String {
    match signed(node) {
        // There is no negative zero.
        Some((true, Number::Int(value))) if value > 0 => format!("-{value}"),
        Some((_, Number::Int(value))) => value.to_string(),
        _ => node.text().to_owned(),
    }
}

/// The shorter of 15 and 17 significant digits that reads back as the same number.
fn double(value: f64) -> String {
    special(value).unwrap_or_else(|| {
        let short = general(value, 15);
        if short.parse() == Ok(value) { short } else { general(value, 17) }
    })
}

/// The shorter of 6 and 9 significant digits that reads back as the same number.
fn single(value: f32) -> String {
    special(f64::from(value)).unwrap_or_else(|| {
        let short = general(f64::from(value), 6);
        // C calls reading back what is this small an error.
        if short.parse() == Ok(value) && !value.is_subnormal() { short } else { general(f64::from(value), 9) }
    })
}

fn special(value: f64) -> Option<String> {
    let text = if value.is_nan() {
        "nan"
    } else if value == f64::INFINITY {
        "inf"
    } else if value == f64::NEG_INFINITY {
        "-inf"
    } else {
        return None;
    };
    Some(text.to_owned())
}

/// A number as `%g` of C prints it.
fn general(value: f64, digits: usize) -> String {
    let scientific = format!("{value:.*e}", digits - 1);
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if exponent < -4 || exponent >= digits as i32 {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim_zeros(mantissa), exponent.abs());
    }
    let decimals = (digits as i32 - 1 - exponent).max(0) as usize;
    trim_zeros(&format!("{value:.decimals$}")).to_owned()
}

fn trim_zeros(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// Bytes as a C string has them, without its quotes.
fn escape(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b'"' | b'\'' | b'\\' => {
                out.push('\\');
                out.push(byte as char);
            }
            0x20..=0x7E => out.push(byte as char),
            _ => {
                let _ = write!(out, "\\{byte:03o}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_c_prints_them() {
        assert_eq!(double(0.1), "0.1");
        assert_eq!(double(1e10), "10000000000");
        assert_eq!(double(123_456_789_012_345_678.0), "1.2345678901234568e+17");
        assert_eq!(double(-0.0), "-0");
        assert_eq!(double(1e-5), "1e-05");
        assert_eq!(single(1e-7), "1e-07");
        assert_eq!(single(16_777_217.0), "16777216");
        assert_eq!(single(0.1), "0.1");
        assert_eq!(single(f32::NEG_INFINITY), "-inf");
    }

    #[test]
    fn bytes_are_escaped() {
        assert_eq!(escape(b"\x01\xFF\"'\n\\a?"), "\\001\\377\\\"\\'\\n\\\\a?");
    }
}
