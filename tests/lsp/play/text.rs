//! Positions in texts, found anew: independent of what the server does.

use serde_json::{Value, json};

/// Units of columns.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    Utf8,
    Utf16,
    Utf32,
}

pub(super) fn position((line, character): (usize, usize)) -> Value {
    json!({ "line": line, "character": character })
}

/// Starts and ends of the lines of a text, without what ends them.
pub(super) fn lines(text: &str) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter != '\n' && letter != '\r' {
            continue;
        }
        lines.push((start, at));
        start = at + 1;
        if letter == '\r'
            && let Some(&(_, '\n')) = letters.peek()
        {
            letters.next();
            start += 1;
        }
    }
    lines.push((start, text.len()));
    lines
}

/// Offset of a position. What is beyond a line or the text is its end.
pub(super) fn offset(text: &str, (line, column): (usize, usize), unit: Unit) -> usize {
    let Some(&(start, end)) = lines(text).get(line) else { return text.len() };
    let mut left = column;
    for (at, letter) in text[start..end].char_indices() {
        let width = match unit {
            Unit::Utf8 => letter.len_utf8(),
            Unit::Utf16 => letter.len_utf16(),
            Unit::Utf32 => 1,
        };
        if left < width {
            return start + at;
        }
        left -= width;
    }
    end
}
