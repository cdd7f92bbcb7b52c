//! Durations and timestamps: texts, parts and arithmetic. Knows no clock, and no time zones but offsets from UTC.

use std::fmt;

/// Span of time in nanoseconds: about 292 years in both directions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Duration {
    /// Nanoseconds.
    pub nanos: i64,
}

/// Moment between the years 1 and 9999, in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Timestamp {
    seconds: i64,
    nanos: u32,
}

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400;
/// `0001-01-01T00:00:00Z`
const FIRST: i64 = -62_135_596_800;
/// `9999-12-31T23:59:59Z`
const LAST: i64 = 253_402_300_799;

impl Duration {
    /// Makes a duration of seconds and nanoseconds; `None` beyond 292 years.
    #[must_use]
    pub fn new(seconds: i64, nanos: i32) -> Option<Duration> {
        Some(Duration { nanos: seconds.checked_mul(SECOND)?.checked_add(nanos.into())? })
    }

    /// Reads a text such as `1h30m`, `-1.5s` or `100ms`.
    ///
    /// ```
    /// use protune_cel::Duration;
    ///
    /// assert_eq!(Duration::parse("1m1.5s").map(|it| it.nanos), Some(61_500_000_000));
    /// assert_eq!(Duration::parse("1"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Duration> {
        let (negative, mut rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        if rest == "0" {
            return Some(Duration { nanos: 0 });
        }
        if rest.is_empty() {
            return None;
        }
        let mut total: i128 = 0;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let whole: i128 = if digits == 0 { 0 } else { rest[..digits].parse::<u64>().ok()?.into() };
            rest = &rest[digits..];
            let (mut fraction, mut places, mut has_fraction) = (0i128, 0u32, false);
            if let Some(after) = rest.strip_prefix('.') {
                let count = after.bytes().take_while(u8::is_ascii_digit).count();
                for digit in after[..count].bytes().take(18) {
                    fraction = fraction * 10 + i128::from(digit - b'0');
                    places += 1;
                }
                has_fraction = count > 0;
                rest = &after[count..];
            }
            if digits == 0 && !has_fraction {
                return None;
            }
            let (unit, nanos) = UNITS.iter().find(|(unit, _)| rest.starts_with(unit))?;
            rest = &rest[unit.len()..];
            total += whole * i128::from(*nanos) + fraction * i128::from(*nanos) / 10i128.pow(places);
            if total > i128::from(u64::MAX) {
                return None;
            }
        }
        let total = if negative { -total } else { total };
        Some(Duration { nanos: i64::try_from(total).ok()? })
    }

    /// Whole seconds.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.nanos / SECOND
    }
}

/// Longer units stand before those that they begin with.
const UNITS: [(&str, i64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3_600 * SECOND),
];

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.nanos.unsigned_abs();
        let (seconds, nanos) = (magnitude / SECOND as u64, magnitude % SECOND as u64);
        let sign = if self.nanos < 0 { "-" } else { "" };
        let fraction = fraction(nanos as u32);
        write!(f, "{sign}{seconds}{fraction}s")
    }
}

fn fraction(nanos: u32) -> String {
    match nanos {
        0 => String::new(),
        _ => format!(".{nanos:09}").trim_end_matches('0').to_owned(),
    }
}

/// Parts of a moment, in the zone of an offset.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Parts {
    pub(crate) year: i64,
    /// From 0.
    pub(crate) month: i64,
    /// From 1.
    pub(crate) day: i64,
    /// From 0.
    pub(crate) day_of_year: i64,
    /// Sunday is 0.
    pub(crate) day_of_week: i64,
    pub(crate) hour: i64,
    pub(crate) minute: i64,
    pub(crate) second: i64,
    pub(crate) millisecond: i64,
}

impl Timestamp {
    /// Makes a timestamp of seconds since 1970 and nanoseconds; `None` outside of the years 1 to 9999.
    #[must_use]
    pub fn new(seconds: i64, nanos: u32) -> Option<Timestamp> {
        let fits = (FIRST..=LAST).contains(&seconds) && nanos < SECOND as u32;
        fits.then_some(Timestamp { seconds, nanos })
    }

    /// Seconds since 1970, rounded down.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// Nanoseconds after the second.
    #[must_use]
    pub fn nanos(self) -> u32 {
        self.nanos
    }

    /// Reads a text of RFC 3339.
    ///
    /// ```
    /// use protune_cel::Timestamp;
    ///
    /// assert_eq!(Timestamp::parse("1970-01-01T02:00:00+01:00").map(|it| it.seconds()), Some(3_600));
    /// assert_eq!(Timestamp::parse("1970-13-01T00:00:00Z"), None);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Timestamp> {
        let bytes = text.as_bytes();
        let digits = |from: usize, len: usize| -> Option<i64> {
            let part = bytes.get(from..from + len)?;
            part.iter().all(u8::is_ascii_digit).then(|| text[from..from + len].parse().ok())?
        };
        let is = |at: usize, expected: &[u8]| bytes.get(at).is_some_and(|byte| expected.contains(byte));
        let signs = is(4, b"-") && is(7, b"-") && is(10, b"Tt") && is(13, b":") && is(16, b":");
        let (year, month, day) = (digits(0, 4)?, digits(5, 2)?, digits(8, 2)?);
        let (hour, minute, second) = (digits(11, 2)?, digits(14, 2)?, digits(17, 2)?);
        let in_range = signs && (1..=12).contains(&month) && hour < 24 && minute < 60 && second < 60;
        if !in_range || day < 1 || day > days_in(year, month) {
            return None;
        }
        let (mut at, mut nanos) = (19, 0);
        if is(at, b".") {
            let count = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if count == 0 {
                return None;
            }
            let kept = &text[at + 1..at + 1 + count.min(9)];
            nanos = kept.parse::<u32>().ok()? * 10u32.pow(9 - kept.len() as u32);
            at += 1 + count;
        }
        let offset = match &text[at..] {
            "Z" | "z" => 0,
            zone if zone.len() == 6 && zone.starts_with(['+', '-']) => offset(zone)?,
            _ => return None,
        };
        let seconds = days_from(year, month, day) * DAY + hour * 3_600 + minute * 60 + second - offset;
        Timestamp::new(seconds, nanos)
    }

    /// The moment that is later by a duration.
    #[must_use]
    pub fn after(self, duration: Duration) -> Option<Timestamp> {
        let nanos = i64::from(self.nanos) + duration.nanos % SECOND;
        let seconds = self.seconds + duration.nanos / SECOND + nanos.div_euclid(SECOND);
        Timestamp::new(seconds, nanos.rem_euclid(SECOND) as u32)
    }

    /// The time since another moment.
    #[must_use]
    pub fn since(self, other: Timestamp) -> Option<Duration> {
        let seconds = i128::from(self.seconds - other.seconds);
        let nanos = seconds * i128::from(SECOND) + i128::from(self.nanos) - i128::from(other.nanos);
        Some(Duration { nanos: i64::try_from(nanos).ok()? })
    }

    /// The parts in the zone with an offset in seconds.
    pub(crate) fn parts(self, offset: i64) -> Parts {
        let local = self.seconds + offset;
        let (days, second) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let (year, month, day) = date(days);
        Parts {
            year,
            month: month - 1,
            day,
            day_of_year: days - days_from(year, 1, 1),
            day_of_week: (days + 4).rem_euclid(7),
            hour: second / 3_600,
            minute: second / 60 % 60,
            second: second % 60,
            millisecond: i64::from(self.nanos) / 1_000_000,
        }
    }
}

/// The seconds of a zone such as `+01:00`, `02:00` or `UTC`.
pub(crate) fn offset(zone: &str) -> Option<i64> {
    if matches!(zone, "UTC" | "Z" | "") {
        return Some(0);
    }
    let (sign, rest) = match zone.as_bytes().first()? {
        b'-' => (-1, &zone[1..]),
        b'+' => (1, &zone[1..]),
        _ => (1, zone),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let is_pair = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_pair(hours) || !is_pair(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

/// Days from 1970-01-01 to a date: years begin in March, so that the leap day is the last.
fn days_from(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Year, month and day of a number of days since 1970-01-01.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

fn days_in(year: i64, month: i64) -> i64 {
    let (next_year, next_month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days_from(next_year, next_month, 1) - days_from(year, month, 1)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let it = self.parts(0);
        let (month, fraction) = (it.month + 1, fraction(self.nanos));
        write!(
            f,
            "{:04}-{month:02}-{:02}T{:02}:{:02}:{:02}{fraction}Z",
            it.year, it.day, it.hour, it.minute, it.second
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_and_written() {
        for text in ["0001-01-01T00:00:00Z", "2024-02-29T23:59:59.000000001Z", "9999-12-31T23:59:59.9Z"] {
            assert_eq!(Timestamp::parse(text).map(|it| it.to_string()).as_deref(), Some(text));
        }
        for text in ["2023-02-29T00:00:00Z", "2023-01-01", "2023-01-01T24:00:00Z", "2023-01-01T00:00:00é"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
        assert_eq!(Duration::parse("-1h0.5s").map(|it| it.to_string()).as_deref(), Some("-3600.5s"));
        for text in [
            "",
            "-",
            "1",
            "s",
            "1.s.",
            "1x",
            "300000h300000h300000h300000h300000h300000h300000h300000h300000h",
        ] {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
    }

    #[test]
    fn parts_are_those_of_the_calendar() {
        let it = Timestamp::parse("2009-02-13T23:31:30Z").unwrap().parts(0);
        assert_eq!((it.year, it.month, it.day, it.day_of_year, it.day_of_week), (2009, 1, 13, 43, 5));
        assert_eq!(Timestamp::parse("2009-12-31T23:00:00Z").unwrap().parts(3_600).year, 2010);
        assert_eq!(offset("-02:30"), Some(-9_000));
        assert_eq!(offset("Europe/Berlin"), None);
    }
}
