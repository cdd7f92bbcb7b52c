//! Types and values of plain scalars: the core schema of YAML 1.2, and numbers of all three languages.

use crate::Kind;

/// Type of a plain YAML scalar under the core schema.
pub(crate) fn kind(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Flag,
        ".nan" | ".NaN" | ".NAN" => Kind::Float,
        _ if is_integer(text) => Kind::Integer,
        _ if is_float(text) => Kind::Float,
        _ => Kind::Text,
    }
}

fn is_integer(text: &str) -> bool {
    let all = |digits: &str, is: fn(&u8) -> bool| !digits.is_empty() && digits.as_bytes().iter().all(is);
    match text.get(..2) {
        Some("0o") => all(&text[2..], |b| matches!(b, b'0'..=b'7')),
        Some("0x") => all(&text[2..], u8::is_ascii_hexdigit),
        _ => all(unsigned(text), u8::is_ascii_digit),
    }
}

fn is_float(text: &str) -> bool {
    let unsigned = unsigned(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(self::unsigned(exponent))),
        None => (unsigned, None),
    };
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent))
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

/// Boolean of YAML 1.1 or 1.2, without its single letters.
pub(crate) fn flag(text: &str) -> Option<bool> {
    let is = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    match () {
        () if is(["true", "yes", "on"]) => Some(true),
        () if is(["false", "no", "off"]) => Some(false),
        () => None,
    }
}

/// Value of an integer of any of the languages. `None` beyond 128 bits.
pub(crate) fn integer(text: &str) -> Option<i128> {
    // No integer of 128 bits is written longer than that, leading zeros and separators aside.
    if text.len() > 400 {
        return None;
    }
    let text = text.replace('_', "");
    let (digits, radix) = match text.get(..2) {
        Some("0x") => (&text[2..], 16),
        Some("0o") => (&text[2..], 8),
        Some("0b") => (&text[2..], 2),
        _ => (text.as_str(), 10),
    };
    i128::from_str_radix(digits, radix).ok()
}

/// Value of any number of any of the languages.
pub(crate) fn number(text: &str) -> Option<f64> {
    if let Some(integer) = integer(text) {
        return Some(integer as f64);
    }
    let unsigned = unsigned(text);
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    match unsigned {
        ".inf" | ".Inf" | ".INF" | "inf" => Some(sign * f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" | "nan" => Some(f64::NAN),
        _ => unsigned.replace('_', "").parse::<f64>().ok().map(|number| sign * number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_have_the_types_of_the_core_schema() {
        let table = [
            ("", Kind::Null),
            ("NULL", Kind::Null),
            ("nUll", Kind::Text),
            ("True", Kind::Flag),
            ("yes", Kind::Text),
            ("0", Kind::Integer),
            ("-012", Kind::Integer),
            ("0o17", Kind::Integer),
            ("0o8", Kind::Text),
            ("0xfF", Kind::Integer),
            ("-0x1", Kind::Text),
            ("1_000", Kind::Text),
            ("1.", Kind::Float),
            (".5", Kind::Float),
            (".", Kind::Text),
            ("1e5", Kind::Float),
            ("1e", Kind::Text),
            ("+.inf", Kind::Float),
            ("-.nan", Kind::Text),
            ("1.2.3", Kind::Text),
            ("é1", Kind::Text),
        ];
        for (text, expected) in table {
            assert_eq!(kind(text), expected, "{text:?}");
        }
    }

    #[test]
    fn numbers_are_exact_or_absent() {
        assert_eq!(integer("170141183460469231731687303715884105727"), Some(i128::MAX));
        assert_eq!(integer("170141183460469231731687303715884105728"), None);
        assert_eq!(integer(&"0".repeat(100_000)), None);
        assert_eq!(number("-1e400"), Some(f64::NEG_INFINITY));
        assert_eq!(number("-0x"), None);
        assert_eq!(number("340282366920938463463374607431768211456"), Some(2f64.powi(128)));
    }
}
