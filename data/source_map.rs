//! From a part of a scalar's text to the bytes that it was written with.

use crate::node::Scalar;
use crate::{Language, Style};
use std::ops::Range;

/// Bytes of `raw`, the notation of a scalar, that a part of its text comes from. `None` if the part is not on
/// character boundaries of the text.
///
/// Walks both texts at once. Only whitespace differs between them, where lines are folded or indented, and escapes.
pub(crate) fn within(
    raw: &str,
    scalar: &Scalar,
    language: Language,
    part: Range<usize>,
) -> Option<Range<usize>> {
    let text = &*scalar.text;
    text.get(part.clone())?;
    let body = match scalar.style {
        Style::SingleQuoted | Style::DoubleQuoted => 1,
        Style::TripleSingleQuoted | Style::TripleDoubleQuoted => 3,
        Style::Plain | Style::Bare | Style::Literal | Style::Folded => 0,
    };
    let mut walk = Walk { raw, at: body, style: scalar.style, language };
    let mut start = None;
    let mut end = body;
    for (offset, c) in text.char_indices() {
        if offset >= part.end && start.is_some() {
            break;
        }
        let source = walk.next(c)?;
        if offset >= part.start && start.is_none() {
            start = Some(source.start);
        }
        if part.is_empty() && start.is_some() {
            break;
        }
        end = source.end;
    }
    let start = start.unwrap_or(end);
    Some(start..if part.is_empty() { start } else { end })
}

struct Walk<'r> {
    raw: &'r str,
    at: usize,
    style: Style,
    language: Language,
}

impl Walk<'_> {
    /// Bytes that the next character of the text was written with.
    fn next(&mut self, c: char) -> Option<Range<usize>> {
        let has_escapes = matches!(self.style, Style::DoubleQuoted | Style::TripleDoubleQuoted);
        loop {
            let rest = self.raw.get(self.at..)?;
            let Some(first) = rest.chars().next() else {
                // The span of a block scalar ends before its last line breaks.
                return c.is_whitespace().then_some(self.at..self.at);
            };
            let len = match first {
                '\\' if has_escapes => match self.continuation(rest) {
                    Some(len) => {
                        self.at += len;
                        continue;
                    }
                    None => escape(rest, c, self.language),
                },
                '\'' if self.style == Style::SingleQuoted && self.language == Language::Yaml => 2,
                _ if first == c => first.len_utf8(),
                // A line break stands for a space, or indentation for nothing.
                _ if first.is_whitespace() && c.is_whitespace() => first.len_utf8(),
                _ if first.is_whitespace() => {
                    self.at += first.len_utf8();
                    continue;
                }
                _ => return None,
            };
            let start = self.at;
            self.at = (start + len).min(self.raw.len());
            return Some(start..self.at);
        }
    }

    /// Length of a backslash that joins two lines, up to where the text goes on.
    fn continuation(&self, rest: &str) -> Option<usize> {
        let after = &rest[1..];
        let is_toml = self.language == Language::Toml;
        let line = if is_toml { after.trim_start_matches([' ', '\t']) } else { after };
        let next = line.strip_prefix("\r\n").or_else(|| line.strip_prefix(['\n', '\r']))?;
        // Blank lines are part of the text in YAML alone.
        let next = if is_toml { next.trim_start() } else { next.trim_start_matches([' ', '\t']) };
        Some(rest.len() - next.len())
    }
}

/// Length of an escape that stands for `c`.
fn escape(rest: &str, c: char, language: Language) -> usize {
    let second = rest[1..].chars().next();
    match second {
        Some('x') => 4,
        Some('u') if c > '\u{FFFF}' && language != Language::Toml => 12,
        Some('u') => 6,
        Some('U') => 10,
        other => 1 + other.map_or(0, char::len_utf8),
    }
}
