//! Durations as JSON writes them: seconds with a fraction, and an `s`.

/// Duration that is not negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Duration {
    nanos: u128,
}

/// Largest number of seconds in a duration.
const MOST_SECONDS: u128 = 315_576_000_000;

const NANOS: u128 = 1_000_000_000;

impl Duration {
    /// Reads `digits[.digits]s`, with at most nine digits after the dot. The number of seconds may be out of range.
    pub fn parse(text: &str) -> Option<Duration> {
        let number = text.strip_suffix('s')?;
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        if !is_digits(whole) || !is_digits(fraction) || fraction.len() > 9 {
            return None;
        }
        Some(Duration { nanos: scaled(whole, fraction, NANOS)? })
    }

    /// Returns the duration that a text in another notation stands for: `100ms`, `1m`, `.5s`, `1S`.
    pub fn guess(text: &str) -> Option<Duration> {
        let text = text.trim();
        let text = text.strip_prefix('+').unwrap_or(text);
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, unit) = text.split_at(end);
        let unit = match unit.trim_start() {
            "h" => 3_600 * NANOS,
            "m" | "min" => 60 * NANOS,
            "s" | "S" | "sec" => NANOS,
            "ms" => 1_000_000,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
            "ns" => 1,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
            return None;
        }
        let duration = Duration { nanos: scaled(whole, fraction, unit)? };
        duration.is_in_range().then_some(duration)
    }

    /// Returns whether clients accept the number of seconds.
    pub fn is_in_range(self) -> bool {
        self.nanos / NANOS <= MOST_SECONDS
    }

    pub fn is_zero(self) -> bool {
        self.nanos == 0
    }

    /// Returns whether a client that counts in milliseconds takes it for nothing.
    pub fn is_below_a_millisecond(self) -> bool {
        self.nanos < 1_000_000
    }

    /// Returns it as JSON writes it.
    pub fn text(self) -> String {
        let (seconds, nanos) = (self.nanos / NANOS, self.nanos % NANOS);
        if nanos == 0 {
            return format!("{seconds}s");
        }
        let fraction = format!("{nanos:09}");
        format!("{seconds}.{}s", fraction.trim_end_matches('0'))
    }
}

/// `whole.fraction` times a unit, in nanoseconds; `None` if that is not a whole number, or too large.
fn scaled(whole: &str, fraction: &str, unit: u128) -> Option<u128> {
    let fraction = fraction.trim_end_matches('0');
    let whole = whole.trim_start_matches('0');
    if whole.len() > 20 || fraction.len() > 20 {
        return None;
    }
    let number = |digits: &str| if digits.is_empty() { Some(0) } else { digits.parse::<u128>().ok() };
    let divisor = 10u128.pow(fraction.len() as u32);
    let parts = number(fraction)?.checked_mul(unit)?;
    if parts % divisor != 0 {
        return None;
    }
    number(whole)?.checked_mul(unit)?.checked_add(parts / divisor)
}

#[cfg(test)]
mod tests {
    use super::Duration;

    #[test]
    fn only_seconds_are_durations() {
        for text in ["0s", "1s", "01s", "1.5s", "0.000000001s", "315576000000.9s"] {
            assert!(Duration::parse(text).is_some_and(Duration::is_in_range), "{text}");
        }
        for text in
            ["", "s", "1", ".5s", "1.s", "-1s", "+1s", "1m", "1e3s", "1S", "1s ", "0.0000000001s", "١s"]
        {
            assert_eq!(Duration::parse(text), None, "{text}");
        }
        assert!(!Duration::parse("315576000001s").unwrap().is_in_range());
        assert_eq!(Duration::parse(&format!("{}s", "9".repeat(10_000))), None);
    }

    #[test]
    fn other_notations_are_guessed() {
        let table = [
            ("100ms", "0.1s"),
            ("1m", "60s"),
            ("1.5m", "90s"),
            ("2h", "7200s"),
            ("1S", "1s"),
            (".5s", "0.5s"),
            ("1.s", "1s"),
            ("+1s", "1s"),
            ("250us", "0.00025s"),
            (" 3 s", "3s"),
        ];
        for (text, wanted) in table {
            assert_eq!(Duration::guess(text).map(Duration::text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["", "5", ".s", "1.2.3s", "-1s", "1d", "0.1ns", "1e3s", "999999999999s"] {
            assert_eq!(Duration::guess(text), None, "{text}");
        }
    }
}
