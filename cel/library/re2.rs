//! Patterns in the syntax of RE2, as Go reads it, which is the common ground of the languages that protovalidate runs
//! in. A pattern is read here, and written anew for the `regex` crate, whose syntax is another one in places: classes
//! within classes, properties, names of groups, and Unicode in `\d`, `\w`, `\s` and `\b`.

mod class;
pub(crate) mod language;

use regex::{Regex, RegexBuilder};
use std::fmt;

/// Most repetitions that a pattern can ask for, those within each other multiplied.
const MAX_REPEAT: u32 = 1_000;

/// Largest compiled pattern in bytes.
const MAX_COMPILED: usize = 1 << 20;

/// Deepest groups within groups.
const MAX_DEPTH: usize = 100;

/// Part of a pattern that RE2 does not accept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Offset of the part in bytes.
    pub start: usize,
    /// Offset behind the part.
    pub end: usize,
    what: &'static str,
    part: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part.is_empty() {
            true => write!(f, "not an RE2 pattern: {}", self.what),
            false => write!(f, "not an RE2 pattern: {}: `{}`", self.what, self.part),
        }
    }
}

impl std::error::Error for Fault {}

/// Pattern that is ready to match.
#[derive(Debug)]
pub(crate) struct Pattern(Regex);

impl Pattern {
    /// Returns whether a part of a text matches.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

/// Compiles a pattern in the syntax of RE2.
pub(crate) fn compile(pattern: &str) -> Result<Pattern, Fault> {
    let translated = translate(pattern)?;
    let built = RegexBuilder::new(&translated).size_limit(MAX_COMPILED).dfa_size_limit(2 << 20).build();
    built.map(Pattern).map_err(|_| Fault {
        start: 0,
        end: pattern.len(),
        what: "it is too large",
        part: String::new(),
    })
}

/// Returns a pattern of the `regex` crate that matches the same texts as a pattern of RE2.
///
/// ```
/// use protune_cel::translate_pattern;
///
/// assert_eq!(translate_pattern(r"^\d+\Q.\E$").unwrap(), r"^[0-9]+\.$");
/// let fault = translate_pattern("a**").unwrap_err();
/// assert_eq!(fault.to_string(), "not an RE2 pattern: a repetition of a repetition: `**`");
/// ```
///
/// # Errors
/// The first part that RE2 does not accept.
pub fn translate(pattern: &str) -> Result<String, Fault> {
    let mut parser =
        Parser { text: pattern, at: 0, out: String::with_capacity(pattern.len() + 16), groups: Vec::new() };
    parser.groups.push(Group::default());
    parser.pattern()?;
    Ok(parser.out)
}

/// Group that is still open, and its last part.
#[derive(Clone, Copy, Default)]
struct Group {
    /// Offset in the pattern.
    start: usize,
    /// A repetition may follow.
    has_part: bool,
    /// Start of the repetition right before.
    repeated: Option<usize>,
    /// Repetitions within the last part.
    part: u32,
    /// Most repetitions of all parts.
    most: u32,
}

struct Parser<'p> {
    text: &'p str,
    at: usize,
    out: String,
    groups: Vec<Group>,
}

type Parsed<T = ()> = Result<T, Fault>;

impl<'p> Parser<'p> {
    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn rest(&self) -> &'p str {
        &self.text[self.at..]
    }

    fn fault(&self, start: usize, what: &'static str) -> Fault {
        let end = self.at.min(self.text.len());
        let shown: String = self.text[start..end].chars().take(40).collect();
        Fault { start, end, what, part: shown }
    }

    fn group(&mut self) -> &mut Group {
        self.groups.last_mut().expect("the pattern itself is a group")
    }

    /// Notes that a part ended which a repetition may follow.
    fn part(&mut self, repeats: u32) {
        let group = self.group();
        group.has_part = true;
        group.repeated = None;
        group.part = repeats;
        group.most = group.most.max(repeats);
    }

    fn literal(&mut self, c: char) {
        push_literal(&mut self.out, c);
        self.part(1);
    }

    fn pattern(&mut self) -> Parsed {
        while let Some(c) = self.peek() {
            let start = self.at;
            self.at += c.len_utf8();
            match c {
                '(' => self.open(start)?,
                ')' => self.close(start)?,
                '|' => {
                    self.out.push('|');
                    let group = self.group();
                    (group.has_part, group.repeated) = (false, None);
                }
                '^' | '$' | '.' => {
                    self.out.push(c);
                    self.part(1);
                }
                '[' => self.class(start)?,
                '*' | '+' | '?' => self.repeat(start, c, None)?,
                '{' => match self.counts(start)? {
                    Some(counts) => self.repeat(start, c, Some(counts))?,
                    None => self.literal('{'),
                },
                '\\' => self.escape(start)?,
                c => self.literal(c),
            }
        }
        match self.groups.len() {
            1 => Ok(()),
            _ => {
                let start = self.group().start;
                Err(self.fault(start, "a group is not closed"))
            }
        }
    }

    fn open(&mut self, start: usize) -> Parsed {
        if self.groups.len() > MAX_DEPTH {
            return Err(self.fault(start, "groups nest too deep"));
        }
        let mut is_group = true;
        if let Some(rest) = self.rest().strip_prefix('?') {
            self.at += 1;
            let named = rest.strip_prefix("P<").or_else(|| rest.strip_prefix('<'));
            if let Some(named) = named.filter(|named| !named.starts_with(['=', '!'])) {
                self.at += rest.len() - named.len();
                let len =
                    named.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
                let is_closed = named[len..].starts_with('>');
                self.at += if is_closed { len + 1 } else { len };
                if len == 0 || !is_closed {
                    return Err(self.fault(start, "not the name of a group"));
                }
                self.out.push('(');
            } else {
                is_group = self.flags(start)?;
            }
        } else {
            self.out.push('(');
        }
        if is_group {
            self.groups.push(Group { start, ..Group::default() });
        }
        Ok(())
    }

    /// Flags up to `:` or `)`. Returns whether a group starts.
    fn flags(&mut self, start: usize) -> Parsed<bool> {
        let (mut on, mut off, mut negative, mut has_flag) = (String::new(), String::new(), false, false);
        loop {
            let Some(c) = self.peek() else { return Err(self.fault(start, "a group is not closed")) };
            self.at += c.len_utf8();
            match c {
                'i' | 'm' | 's' | 'U' => {
                    has_flag = true;
                    let (to, other) = if negative { (&mut off, &mut on) } else { (&mut on, &mut off) };
                    other.retain(|flag| flag != c);
                    if !to.contains(c) {
                        to.push(c);
                    }
                }
                '-' if !negative => (negative, has_flag) = (true, false),
                ':' | ')' if !negative || has_flag => {
                    let minus = if off.is_empty() { "" } else { "-" };
                    if c == ':' {
                        self.out += &format!("(?{on}{minus}{off}:");
                        return Ok(true);
                    }
                    if !on.is_empty() || !off.is_empty() {
                        self.out += &format!("(?{on}{minus}{off})");
                    }
                    return Ok(false);
                }
                _ => return Err(self.fault(start, "RE2 has no such group")),
            }
        }
    }

    fn close(&mut self, start: usize) -> Parsed {
        if self.groups.len() == 1 {
            return Err(self.fault(start, "no group is open"));
        }
        let most = self.groups.pop().map_or(1, |group| group.most.max(1));
        self.out.push(')');
        self.part(most);
        Ok(())
    }

    /// The numbers of `{2}`, `{2,}` and `{2,3}`; `None` if the bracket is none of them.
    fn counts(&mut self, start: usize) -> Parsed<Option<(u32, Option<u32>)>> {
        let Some(end) = self.rest().find('}') else { return Ok(None) };
        let inner = &self.rest()[..end];
        let (low, high) = inner.split_once(',').map_or((inner, None), |(low, high)| (low, Some(high)));
        let is_number = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_digit())
                && (text == "0" || !text.starts_with('0'))
        };
        if !is_number(low) || high.is_some_and(|high| !high.is_empty() && !is_number(high)) {
            return Ok(None);
        }
        self.at += end + 1;
        let number = |text: &str| text.parse::<u32>().ok().filter(|&count| count <= MAX_REPEAT);
        let Some(low) = number(low) else { return Err(self.fault(start, "too many repetitions")) };
        let high = match high {
            None => Some(low),
            Some("") => None,
            Some(high) => match number(high).filter(|&high| high >= low) {
                Some(high) => Some(high),
                None => return Err(self.fault(start, "too many repetitions, or less than the least")),
            },
        };
        Ok(Some((low, high)))
    }

    fn repeat(&mut self, start: usize, sign: char, counts: Option<(u32, Option<u32>)>) -> Parsed {
        let lazy = self.peek() == Some('?');
        if lazy {
            self.at += 1;
        }
        if let Some(first) = self.group().repeated {
            return Err(self.fault(first, "a repetition of a repetition"));
        }
        if !self.group().has_part {
            return Err(self.fault(start, "nothing stands before a repetition"));
        }
        match counts {
            None => self.out.push(sign),
            Some((low, None)) => self.out += &format!("{{{low},}}"),
            Some((low, Some(high))) if low == high => self.out += &format!("{{{low}}}"),
            Some((low, Some(high))) => self.out += &format!("{{{low},{high}}}"),
        }
        if lazy {
            self.out.push('?');
        }
        let times = counts.map_or(1, |(low, high)| high.unwrap_or(low).max(1));
        let group = self.group();
        let repeats = group.part.max(1).saturating_mul(times);
        if repeats > MAX_REPEAT {
            return Err(self.fault(start, "too many repetitions"));
        }
        self.part(repeats);
        self.group().repeated = Some(start);
        Ok(())
    }

    fn escape(&mut self, start: usize) -> Parsed {
        let Some(c) = self.peek() else { return Err(self.fault(start, "a backslash ends the pattern")) };
        match c {
            'A' | 'z' => {
                self.at += 1;
                self.out.push_str(if c == 'A' { r"\A" } else { r"\z" });
            }
            'b' | 'B' => {
                self.at += 1;
                self.out.push_str(if c == 'b' { r"(?-u:\b)" } else { r"(?-u:\B)" });
            }
            'Q' => {
                self.at += 1;
                let rest = self.rest();
                let (quoted, len) = match rest.find(r"\E") {
                    Some(end) => (&rest[..end], end + 2),
                    None => (rest, rest.len()),
                };
                self.at += len;
                for c in quoted.chars() {
                    self.literal(c);
                }
                return Ok(());
            }
            _ => {
                if let Some(class) = self.perl_class(c) {
                    self.out += &format!("[{class}]");
                } else if c == 'p' || c == 'P' {
                    let class = self.property(start)?;
                    self.out += &class;
                } else {
                    let c = self.escaped_char(start)?;
                    push_literal(&mut self.out, c);
                }
            }
        }
        self.part(1);
        Ok(())
    }
}

fn push_literal(out: &mut String, c: char) {
    if matches!(c, '\\' | '.' | '+' | '*' | '?' | '(' | ')' | '|' | '[' | ']' | '{' | '}' | '^' | '$') {
        out.push('\\');
    }
    out.push(c);
}

#[cfg(test)]
mod tests;
