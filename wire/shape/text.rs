//! Text that spells something shorter.

use super::codec::{self, Codec};
use super::tree::Value;
use super::{Act, Layout, time_text};
use crate::kind::Kind;
use crate::varint;
use std::fmt::Write as _;

/// Form of a text that spells something shorter. A text that would be printed differently does not have the form.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Spelling {
    /// 16 bytes as a UUID with hyphens.
    Uuid {
        /// In upper case.
        upper: bool,
    },
    /// Bytes as hexadecimal digits.
    Hex {
        /// In upper case.
        upper: bool,
    },
    /// Bytes in the standard alphabet, padded.
    Base64,
    /// An integer without leading zeros.
    Digits,
    /// An integer with leading zeros, of so many digits.
    Padded {
        /// All its digits.
        width: u8,
    },
    /// A number with so many digits behind the point.
    Decimal {
        /// Number of digits behind the point.
        digits: u8,
    },
    /// A time in UTC, as RFC 3339 has it, that ends in `Z`.
    Time {
        /// Digits of the fraction of a second: 0, 3, 6 or 9.
        digits: u8,
    },
    /// A day: `2024-02-29`.
    Date,
    /// An address of four numbers.
    Ipv4,
    /// An integer without leading zeros, of which some may be negative.
    Integer,
    /// A time as JSON writes a `google.protobuf.Timestamp`.
    Timestamp,
    /// A span of time as JSON writes a `google.protobuf.Duration`.
    Duration,
}

impl Spelling {
    /// All forms that are worth a try.
    pub fn all() -> impl Iterator<Item = Spelling> {
        let plain = [
            Spelling::Uuid { upper: false },
            Spelling::Uuid { upper: true },
            Spelling::Date,
            Spelling::Ipv4,
            Spelling::Digits,
            Spelling::Integer,
        ];
        let times = [0, 3, 6, 9].map(|digits| Spelling::Time { digits });
        let decimals = (1..=9).map(|digits| Spelling::Decimal { digits });
        let padded = (2..=18).map(|width| Spelling::Padded { width });
        let bytes = [Spelling::Hex { upper: false }, Spelling::Hex { upper: true }, Spelling::Base64];
        let json = [Spelling::Timestamp, Spelling::Duration];
        plain.into_iter().chain(times).chain(json).chain(decimals).chain(padded).chain(bytes)
    }

    /// Whether a text has this form.
    pub fn fits(self, text: &[u8]) -> bool {
        match time_text::Form::of(self) {
            Some(form) => form.fits(text),
            None => self.parse(text).is_some_and(|value| self.print(&value).as_deref() == Some(text)),
        }
    }

    /// Length of all texts of this form, if they have one.
    pub(super) fn width(self) -> Option<usize> {
        match self {
            Spelling::Uuid { .. } => Some(36),
            Spelling::Padded { width } => Some(usize::from(width)),
            Spelling::Date => Some(10),
            _ => None,
        }
    }

    /// Whether JSON writes the new value as this text.
    pub fn keeps_json(self) -> bool {
        match self {
            Spelling::Base64 | Spelling::Digits | Spelling::Integer => true,
            Spelling::Timestamp | Spelling::Duration => true,
            Spelling::Uuid { .. } | Spelling::Hex { .. } | Spelling::Padded { .. } => false,
            Spelling::Decimal { .. } | Spelling::Time { .. } | Spelling::Date | Spelling::Ipv4 => false,
        }
    }

    fn parse(self, text: &[u8]) -> Option<Value> {
        // No form has an empty text.
        let text = str::from_utf8(text).ok().filter(|text| !text.is_empty() && text.len() <= 1 << 20)?;
        let signed = |number: i64| Some(Value::Bits(varint::zigzag64(number)));
        match self {
            Spelling::Uuid { .. } if text.len() == 36 => {
                let is_hyphen = |at: usize| matches!(at, 8 | 13 | 18 | 23);
                let digits: String =
                    text.char_indices().filter(|(at, _)| !is_hyphen(*at)).map(|(_, c)| c).collect();
                unhex(&digits)
            }
            Spelling::Uuid { .. } => None,
            Spelling::Hex { .. } => unhex(text),
            Spelling::Base64 => unbase64(text.as_bytes()),
            Spelling::Digits => digits(text).filter(|_| text.len() <= 19).map(Value::Bits),
            Spelling::Padded { width } => {
                digits(text).filter(|_| text.len() == usize::from(width)).map(Value::Bits)
            }
            Spelling::Decimal { digits: places } => {
                let (whole, part) = text.strip_prefix('-').unwrap_or(text).split_once('.')?;
                if part.len() != usize::from(places) || whole.len() + part.len() > 18 {
                    return None;
                }
                let number = digits(&format!("{whole}{part}"))? as i64;
                signed(if text.starts_with('-') { -number } else { number })
            }
            Spelling::Time { digits: places } => {
                let rest = text.strip_suffix('Z')?;
                let (day, rest) = (parse_day(rest.get(..10)?)?, rest.get(10..)?.strip_prefix('T')?);
                let (clock, fraction) = rest.split_once('.').unwrap_or((rest, ""));
                let mut parts = clock.splitn(3, ':').map(|part| digits(part).filter(|_| part.len() == 2));
                let mut part = || parts.next().flatten();
                let (hour, minute, second) = (part()?, part()?, part()?);
                if fraction.len() != usize::from(places) || hour > 23 || minute > 59 || second > 59 {
                    return None;
                }
                let fraction = if fraction.is_empty() { 0 } else { digits(fraction)? as i64 };
                let seconds = day * 86_400 + (hour * 3600 + minute * 60 + second) as i64;
                signed(seconds.checked_mul(10_i64.pow(u32::from(places)))?.checked_add(fraction)?)
            }
            Spelling::Date => signed(parse_day(text)?),
            Spelling::Integer => {
                let number = digits(text.strip_prefix('-').unwrap_or(text)).filter(|_| text.len() <= 19)?;
                let number = i64::try_from(number).ok()?;
                signed(if text.starts_with('-') { -number } else { number })
            }
            // They become messages.
            Spelling::Timestamp | Spelling::Duration => None,
            Spelling::Ipv4 => {
                let address: std::net::Ipv4Addr = text.parse().ok()?;
                Some(Value::Bits(u64::from(u32::from(address))))
            }
        }
    }

    fn print(self, value: &Value) -> Option<Vec<u8>> {
        let signed = || varint::unzigzag64(value.bits());
        let text = match self {
            Spelling::Uuid { upper } => {
                let digits = hex(value.bytes(), upper);
                if digits.len() != 32 {
                    return None;
                }
                [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
            }
            Spelling::Hex { upper } => hex(value.bytes(), upper),
            Spelling::Base64 => base64(value.bytes()),
            Spelling::Digits => value.bits().to_string(),
            Spelling::Padded { width } => format!("{:0width$}", value.bits(), width = usize::from(width)),
            Spelling::Decimal { digits } => {
                let (number, unit) = (signed(), 10_u64.checked_pow(u32::from(digits))?);
                let sign = if number < 0 { "-" } else { "" };
                let number = number.unsigned_abs();
                format!("{sign}{}.{:0width$}", number / unit, number % unit, width = usize::from(digits))
            }
            Spelling::Time { digits } => {
                let unit = 10_i64.checked_pow(u32::from(digits))?;
                let (seconds, fraction) = (signed().div_euclid(unit), signed().rem_euclid(unit));
                let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
                let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
                let mut text = format!("{}T{hour:02}:{minute:02}:{second:02}", print_day(day)?);
                if digits > 0 {
                    let _ = write!(text, ".{fraction:0width$}", width = usize::from(digits));
                }
                text + "Z"
            }
            Spelling::Date => print_day(signed())?,
            Spelling::Integer => signed().to_string(),
            Spelling::Timestamp | Spelling::Duration => return None,
            Spelling::Ipv4 => std::net::Ipv4Addr::from(value.bits() as u32).to_string(),
        };
        Some(text.into_bytes())
    }
}

impl Codec for Spelling {
    fn kind(&self) -> Kind {
        match self {
            Spelling::Uuid { .. } | Spelling::Hex { .. } | Spelling::Base64 => Kind::Bytes,
            Spelling::Digits | Spelling::Padded { .. } => Kind::Uint64,
            Spelling::Decimal { .. } | Spelling::Time { .. } | Spelling::Date | Spelling::Integer => {
                Kind::Sint64
            }
            Spelling::Timestamp | Spelling::Duration => Kind::Message,
            Spelling::Ipv4 => Kind::Fixed32,
        }
    }

    fn there(&self, value: &Value) -> Option<Value> {
        self.parse(value.bytes())
    }

    fn back(&self, value: &Value) -> Option<Value> {
        Some(Value::Bytes(self.print(value)?.into()))
    }
}

pub(super) fn spelled(
    layout: &mut Layout,
    message: &str,
    number: u32,
    form: Spelling,
) -> Result<Box<dyn Act>, &'static str> {
    if let Some(form) = time_text::Form::of(form) {
        return time_text::spelled(layout, message, number, form);
    }
    let is_never_zero = form.kind() == Kind::Bytes;
    codec::step(layout, message, number, form, is_never_zero, |_, field| field.kind == Kind::String)
}

/// Text without what all values begin and end with.
#[derive(Debug)]
struct Trimmed {
    prefix: Box<[u8]>,
    suffix: Box<[u8]>,
}

impl Codec for Trimmed {
    fn kind(&self) -> Kind {
        Kind::String
    }

    fn there(&self, value: &Value) -> Option<Value> {
        let rest = value.bytes().strip_prefix(&*self.prefix)?.strip_suffix(&*self.suffix)?;
        Some(Value::Bytes(rest.into()))
    }

    fn back(&self, value: &Value) -> Option<Value> {
        Some(Value::Bytes([&self.prefix, value.bytes(), &self.suffix].concat().into()))
    }
}

pub(super) fn trim(
    layout: &mut Layout,
    message: &str,
    number: u32,
    prefix: &str,
    suffix: &str,
) -> Result<Box<dyn Act>, &'static str> {
    if prefix.is_empty() && suffix.is_empty() {
        return Err("there is nothing to leave out");
    }
    let codec = Trimmed { prefix: prefix.as_bytes().into(), suffix: suffix.as_bytes().into() };
    codec::step(layout, message, number, codec, false, |_, field| field.kind == Kind::String)
}

pub(super) fn digits(text: &str) -> Option<u64> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn unhex(text: &str) -> Option<Value> {
    let digit = |digit: u8| (digit as char).to_digit(16).map(|digit| digit as u8);
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return None };
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
    Some(Value::Bytes(bytes.collect::<Option<Vec<u8>>>()?.into()))
}

fn hex(bytes: &[u8], upper: bool) -> String {
    let mut out = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = if upper { write!(out, "{byte:02X}") } else { write!(out, "{byte:02x}") };
    }
    out
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let number =
            (0..3).fold(0, |number, at| number << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let is_there = at <= chunk.len();
            let letter = BASE64[(number >> (18 - 6 * at) & 63) as usize] as char;
            out.push(if is_there { letter } else { '=' });
        }
    }
    out
}

fn unbase64(text: &[u8]) -> Option<Value> {
    let (quads, []) = text.as_chunks::<4>() else { return None };
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    for quad in quads {
        let padding = quad.iter().rev().take_while(|&&letter| letter == b'=').count();
        let mut number = 0_u32;
        for (at, letter) in quad.iter().enumerate() {
            let value = if at + padding >= 4 { 0 } else { BASE64.iter().position(|it| it == letter)? };
            number = number << 6 | value as u32;
        }
        out.extend_from_slice(&number.to_be_bytes()[1..4 - padding.min(2)]);
    }
    Some(Value::Bytes(out.into()))
}

/// Days since 1970, of the calendar that ISO 8601 has.
pub(super) fn parse_day(text: &str) -> Option<i64> {
    let mut parts = text.split('-');
    let mut part = |width| parts.next().filter(|part| part.len() == width).and_then(digits);
    let (year, month, day) = (part(4)? as i64, part(2)? as i64, part(2)? as i64);
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years begin in March, so that the day that comes every four years is the last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let of_era = year.rem_euclid(400);
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(year.div_euclid(400) * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

pub(super) fn print_day(day: i64) -> Option<String> {
    let day = day.checked_add(719_468)?;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, year) =
        if month < 10 { (month + 3, year + era * 400) } else { (month - 9, year + era * 400 + 1) };
    (0..=9999).contains(&year).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_back_as_they_were() {
        let fitting = [
            (Spelling::Uuid { upper: false }, "01234567-89ab-cdef-0123-456789abcdef"),
            (Spelling::Uuid { upper: true }, "01234567-89AB-CDEF-0123-456789ABCDEF"),
            (Spelling::Hex { upper: false }, "c0ffee"),
            (Spelling::Base64, "Y2F0"),
            (Spelling::Base64, "Y2E="),
            (Spelling::Base64, "Yw=="),
            (Spelling::Digits, "0"),
            (Spelling::Digits, "9999999999999999999"),
            (Spelling::Padded { width: 4 }, "0042"),
            (Spelling::Decimal { digits: 2 }, "-12.05"),
            (Spelling::Decimal { digits: 2 }, "0.00"),
            (Spelling::Time { digits: 0 }, "1969-12-31T23:59:59Z"),
            (Spelling::Time { digits: 3 }, "2024-02-29T00:00:00.001Z"),
            (Spelling::Time { digits: 9 }, "2262-04-11T23:47:16.854775807Z"),
            (Spelling::Date, "0000-03-01"),
            (Spelling::Date, "9999-12-31"),
            (Spelling::Ipv4, "10.0.0.255"),
            (Spelling::Integer, "-999999999999999999"),
            (Spelling::Timestamp, "0001-01-01T00:00:00Z"),
            (Spelling::Timestamp, "1969-12-31T23:59:59.999999999Z"),
            (Spelling::Timestamp, "9999-12-31T23:59:59.120Z"),
            (Spelling::Timestamp, "2024-02-29T12:00:00.000120Z"),
            (Spelling::Duration, "0s"),
            (Spelling::Duration, "-0.000000001s"),
            (Spelling::Duration, "-1.500s"),
            (Spelling::Duration, "315576000000s"),
        ];
        for (form, text) in fitting {
            assert!(form.fits(text.as_bytes()), "{form:?} {text}");
        }
        let other = [
            (Spelling::Uuid { upper: false }, "01234567-89AB-cdef-0123-456789abcdef"),
            (Spelling::Uuid { upper: false }, "0123456789abcdef0123456789abcdef"),
            (Spelling::Hex { upper: false }, "abc"),
            (Spelling::Base64, "Y2F"),
            (Spelling::Base64, "Y2F="),
            (Spelling::Base64, "===="),
            (Spelling::Digits, "007"),
            (Spelling::Digits, ""),
            (Spelling::Digits, "+7"),
            (Spelling::Decimal { digits: 2 }, "-0.00"),
            (Spelling::Decimal { digits: 2 }, ".50"),
            (Spelling::Decimal { digits: 2 }, "1.5"),
            (Spelling::Time { digits: 0 }, "2024-02-30T00:00:00Z"),
            (Spelling::Time { digits: 0 }, "2024-02-28T24:00:00Z"),
            (Spelling::Time { digits: 0 }, "2024-02-28T00:00:00+00:00"),
            (Spelling::Time { digits: 9 }, "2300-01-01T00:00:00.000000000Z"),
            (Spelling::Date, "2023-02-29"),
            (Spelling::Ipv4, "010.0.0.1"),
            (Spelling::Integer, "-0"),
            (Spelling::Integer, "--1"),
            (Spelling::Integer, "07"),
            (Spelling::Timestamp, "0000-12-31T23:59:59Z"),
            (Spelling::Timestamp, "2024-02-29T00:00:00.000Z"),
            (Spelling::Timestamp, "2024-02-29T00:00:00.1Z"),
            (Spelling::Timestamp, "2024-02-29T00:00:00.1000Z"),
            (Spelling::Timestamp, "2024-02-29T00:00:00+00:00"),
            (Spelling::Duration, "-0s"),
            (Spelling::Duration, "01s"),
            (Spelling::Duration, "1.000s"),
            (Spelling::Duration, "1.5s"),
            (Spelling::Duration, "s"),
            (Spelling::Duration, "315576000001s"),
            (Spelling::Duration, "315576000000.500s"),
        ];
        for (form, text) in other {
            assert!(!form.fits(text.as_bytes()), "{form:?} {text}");
        }
    }
}
