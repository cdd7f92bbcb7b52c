//! Forms of texts that have a shorter spelling. Tests them without allocating.

use std::net::Ipv4Addr;

/// Form that all strings of a field may have. Forms in lower case are counted one by one; see [`super::Strings`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A UUID in upper case, with hyphens.
    UpperUuid,
    /// Pairs of hexadecimal digits in upper case.
    UpperHex,
    /// Base64 in the standard alphabet, padded.
    Base64,
    /// An integer of at most 19 digits, without leading zeros.
    Digits,
    /// A day: `2024-02-29`.
    Date,
    /// An IPv4 address.
    Ipv4,
    /// A time in UTC as in RFC 3339, with so many digits behind the second, which ends in `Z`.
    Time(u8),
    /// A number with so many digits behind the point.
    Decimal(u8),
}

impl Form {
    /// All forms, in the order of their bits.
    pub const ALL: [Form; 19] = [
        Form::UpperUuid,
        Form::UpperHex,
        Form::Base64,
        Form::Digits,
        Form::Date,
        Form::Ipv4,
        Form::Time(0),
        Form::Time(3),
        Form::Time(6),
        Form::Time(9),
        Form::Decimal(1),
        Form::Decimal(2),
        Form::Decimal(3),
        Form::Decimal(4),
        Form::Decimal(5),
        Form::Decimal(6),
        Form::Decimal(7),
        Form::Decimal(8),
        Form::Decimal(9),
    ];

    /// Bits of all forms.
    pub(super) const EVERY: u32 = (1 << Form::ALL.len()) - 1;

    /// Returns the forms with these bits.
    pub fn of(bits: u32) -> impl Iterator<Item = Form> {
        Form::ALL.into_iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1).map(|(_, form)| form)
    }

    /// Returns whether a text has this form. The same text is written for no other value.
    pub fn fits(self, text: &[u8]) -> bool {
        match self {
            Form::UpperUuid => {
                let is_hyphen = |at| matches!(at, 8 | 13 | 18 | 23);
                let fits = |(at, &byte)| if is_hyphen(at) { byte == b'-' } else { is_upper_hex(byte) };
                text.len() == 36 && text.iter().enumerate().all(fits)
            }
            Form::UpperHex => {
                text.len() >= 2 && text.len().is_multiple_of(2) && text.iter().copied().all(is_upper_hex)
            }
            Form::Base64 => is_base64(text),
            Form::Digits => is_number(text) && text.len() <= 19,
            Form::Date => is_date(text),
            Form::Ipv4 => {
                text.len() <= 15 && str::from_utf8(text).is_ok_and(|text| text.parse::<Ipv4Addr>().is_ok())
            }
            Form::Time(digits) => is_time(text, digits.into()),
            Form::Decimal(digits) => is_decimal(text, digits.into()),
        }
    }
}

/// Returns those of some forms that a text has.
#[inline]
pub(super) fn held(text: &[u8], forms: u32) -> u32 {
    let (mut open, mut held) = (forms, 0);
    while open != 0 {
        let at = open.trailing_zeros();
        open &= open - 1;
        held |= u32::from(Form::ALL[at as usize].fits(text)) << at;
    }
    held
}

fn is_upper_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'F')
}

/// Digits without leading zeros.
fn is_number(text: &[u8]) -> bool {
    let has_zero = text.len() > 1 && text[0] == b'0';
    !text.is_empty() && !has_zero && text.iter().all(u8::is_ascii_digit)
}

fn is_base64(text: &[u8]) -> bool {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let digits = text.strip_suffix(b"==").or_else(|| text.strip_suffix(b"=")).unwrap_or(text);
    // Bits of the last digit that belong to no byte.
    let unused = [0, 0, 0b1111, 0b11][digits.len() % 4];
    !text.is_empty()
        && text.len().is_multiple_of(4)
        && text.len() - digits.len() == (4 - digits.len() % 4) % 4
        && digits.iter().all(|&byte| digit(byte).is_some())
        && digits.last().is_some_and(|&last| digit(last).is_some_and(|last| last & unused == 0))
}

/// The number that some digits stand for.
fn value(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}

fn is_date(text: &[u8]) -> bool {
    let [y @ .., b'-', m1, m2, b'-', d1, d2] = text else { return false };
    if y.len() != 4 {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (value(y), value(&[*m1, *m2]), value(&[*d1, *d2])) else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn is_time(text: &[u8], digits: usize) -> bool {
    let point = usize::from(digits > 0);
    if text.len() != 20 + point + digits || !is_date(&text[..10]) {
        return false;
    }
    let &[b'T', h1, h2, b':', m1, m2, b':', s1, s2, ref rest @ ..] = &text[10..] else { return false };
    let below = |digits: [u8; 2], most| value(&digits).is_some_and(|value| value < most);
    let Some((b'Z', fraction)) = rest.split_last() else { return false };
    let is_fraction = match fraction.split_first() {
        Some((first, digits)) => *first == b'.' && digits.iter().all(u8::is_ascii_digit),
        None => true,
    };
    below([h1, h2], 24) && below([m1, m2], 60) && below([s1, s2], 60) && is_fraction
}

fn is_decimal(text: &[u8], digits: usize) -> bool {
    let number = text.strip_prefix(b"-").unwrap_or(text);
    let Some(at) = number.len().checked_sub(digits + 1) else { return false };
    let (whole, rest) = number.split_at(at);
    let is_negative_zero = text.len() > number.len() && number.iter().all(|byte| matches!(byte, b'0' | b'.'));
    rest[0] == b'.'
        && rest[1..].iter().all(u8::is_ascii_digit)
        && is_number(whole)
        && at + digits <= 18
        && !is_negative_zero
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shape::Spelling;

    /// Texts of each form, and texts near them.
    const TEXTS: [&str; 52] = [
        "",
        "0",
        "7",
        "00",
        "01",
        "12345",
        "1234567890123456789",
        "12345678901234567890",
        "-1",
        "1.5",
        "-1.50",
        "-0.00",
        "0.00",
        "01.5",
        "1.",
        ".5",
        "1.123456789",
        "12345678901234567.25",
        "2024-02-29",
        "2023-02-29",
        "1900-02-29",
        "2000-02-29",
        "2024-13-01",
        "2024-04-31",
        "2024-4-01",
        "24-04-01",
        "2024-02-29T23:59:59Z",
        "2024-02-29T24:00:00Z",
        "2024-02-29T23:59:59.123Z",
        "2024-02-29T23:59:59.123456Z",
        "2024-02-29T23:59:59.123456789Z",
        "2024-02-29T23:59:59+01:00",
        "2024-02-29T23:59:60Z",
        "2024-02-29 23:59:59Z",
        "1.2.3.4",
        "255.255.255.255",
        "256.1.1.1",
        "01.2.3.4",
        "0A",
        "0a",
        "ABC",
        "ABCD",
        "A8==",
        "AA==",
        "AAA=",
        "AAB=",
        "A===",
        "Pz8/",
        "Pz8_",
        "01234567-89AB-CDEF-0123-456789ABCDEF",
        "01234567-89ab-CDEF-0123-456789ABCDEF",
        "é",
    ];

    /// A text has a form here if it has the form of the same name there, which prints it as it was.
    #[test]
    fn forms_are_those_of_reshaping() {
        for form in Form::ALL {
            let spelling = match form {
                Form::UpperUuid => Spelling::Uuid { upper: true },
                Form::UpperHex => Spelling::Hex { upper: true },
                Form::Base64 => Spelling::Base64,
                Form::Digits => Spelling::Digits,
                Form::Date => Spelling::Date,
                Form::Ipv4 => Spelling::Ipv4,
                Form::Time(digits) => Spelling::Time { digits },
                Form::Decimal(digits) => Spelling::Decimal { digits },
            };
            for text in TEXTS {
                assert_eq!(form.fits(text.as_bytes()), spelling.fits(text.as_bytes()), "{form:?} {text}");
            }
        }
    }

    #[test]
    fn bits_are_places() {
        assert_eq!(Form::of(held(b"2024-02-29", Form::EVERY)).collect::<Vec<_>>(), [Form::Date]);
        assert_eq!(Form::of(held(b"12", Form::EVERY)).collect::<Vec<_>>(), [Form::UpperHex, Form::Digits]);
        assert_eq!(held(b"12", 0), 0);
    }
}
