//! Positions in a text: lines and columns as an editor counts them.

use gen_lsp_types::{Position, Range};
use protune_compiler::text::Span;

/// Unit of columns.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) enum Encoding {
    Utf8,
    #[default]
    Utf16,
    Utf32,
}

impl Encoding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16 => "utf-16",
            Encoding::Utf32 => "utf-32",
        }
    }

    /// Number of columns that a text takes.
    pub(super) fn columns(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            _ if text.is_ascii() => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        }
    }

    /// Bytes of the first columns of a line.
    fn bytes(self, line: &str, columns: usize) -> usize {
        if line.is_ascii() {
            return columns.min(line.len());
        }
        let mut left = columns;
        for (at, letter) in line.char_indices() {
            let width = match self {
                Encoding::Utf8 => letter.len_utf8(),
                Encoding::Utf16 => letter.len_utf16(),
                Encoding::Utf32 => 1,
            };
            // A column inside of a letter is the start of that letter.
            if left < width {
                return at;
            }
            left -= width;
        }
        line.len()
    }
}

/// The lines of a text. A line ends with a line feed, a carriage return, or both.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    starts: Vec<u32>,
    /// Columns are bytes then, and a line may have any length.
    is_ascii: bool,
}

impl Lines {
    pub(super) fn new(text: &str) -> Lines {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, &byte) in bytes.iter().enumerate() {
            // Hardly any letter is below these two.
            if byte <= b'\r' && (byte == b'\n' || byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at as u32 + 1);
            }
        }
        Lines { starts, is_ascii: text.is_ascii() }
    }

    pub(super) fn count(&self) -> usize {
        self.starts.len()
    }

    pub(super) fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The part of a text on a line, without its end.
    pub(super) fn span(&self, text: &str, line: usize) -> Span {
        let start = self.starts[line];
        let end = self.starts.get(line + 1).map_or(text.len() as u32, |&next| next);
        let content = text[start as usize..end as usize].trim_end_matches(['\n', '\r']);
        // Only the line end of this line goes.
        Span::new(start, start + content.len() as u32)
    }

    pub(super) fn position(&self, text: &str, offset: u32, encoding: Encoding) -> Position {
        let line = self.line(offset);
        let character = self.columns(text, Span::new(self.starts[line], offset), encoding);
        Position { line: line as u32, character }
    }

    /// Number of columns that a part of the text takes.
    pub(super) fn columns(&self, text: &str, part: Span, encoding: Encoding) -> u32 {
        match self.is_ascii {
            true => part.len(),
            false => encoding.columns(part.of(text)) as u32,
        }
    }

    pub(super) fn range(&self, text: &str, span: Span, encoding: Encoding) -> Range {
        Range {
            start: self.position(text, span.start, encoding),
            end: self.position(text, span.end, encoding),
        }
    }

    /// Offset of a position. What is beyond the line or the text counts as its end.
    pub(super) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        let line = position.line as usize;
        if line >= self.count() {
            return text.len() as u32;
        }
        let span = self.span(text, line);
        match self.is_ascii {
            true => span.start + position.character.min(span.len()),
            false => span.start + encoding.bytes(span.of(text), position.character as usize) as u32,
        }
    }

    pub(super) fn offsets(&self, text: &str, range: Range, encoding: Encoding) -> Span {
        let (start, end) = (self.offset(text, range.start, encoding), self.offset(text, range.end, encoding));
        Span::new(start.min(end), end.max(start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn positions_lead_back_in_all_encodings() {
        let text = "a😀b\r\nü\rc\n";
        let lines = Lines::new(text);
        assert_eq!(lines.count(), 4);
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            for (offset, letter) in text.char_indices().filter(|(_, letter)| !matches!(letter, '\r' | '\n')) {
                let position = lines.position(text, offset as u32, encoding);
                assert_eq!(lines.offset(text, position, encoding), offset as u32, "{letter} in {encoding:?}");
            }
        }
        assert_eq!(lines.position(text, 5, Encoding::Utf16), at(0, 3));
        assert_eq!(lines.position(text, 5, Encoding::Utf8), at(0, 5));
        assert_eq!(lines.position(text, 5, Encoding::Utf32), at(0, 2));
    }

    #[test]
    fn positions_beyond_the_text_are_its_end() {
        let text = "ab\r\ncd";
        let lines = Lines::new(text);
        let offset = |line, character| lines.offset(text, at(line, character), Encoding::Utf16);
        assert_eq!([offset(0, 99), offset(1, 99), offset(7, 0), offset(u32::MAX, u32::MAX)], [2, 6, 6, 6]);
    }
}
