//! Places in a text: byte spans, and the lines and columns that people and tools call them by.
//! Owns no text and knows nothing of Protobuf.

use unicode_width::UnicodeWidthStr;

/// Byte offsets into one file, end exclusive. A file has at most 1 GiB; see [`MAX_LEN`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// Longest text in bytes. Offsets into it, and into what is made of its names, fit 32 bits.
pub const MAX_LEN: usize = 1 << 30;

impl Span {
    pub fn new(start: u32, end: u32) -> Span {
        debug_assert!(start <= end);
        Span { start, end }
    }

    /// An empty span: a place between two characters.
    pub fn at(offset: u32) -> Span {
        Span { start: offset, end: offset }
    }

    pub fn len(self) -> u32 {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text under the span. The span must come from this text.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }
}

/// What one column is. Columns count from 0; a caller that shows them adds 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnUnit {
    Byte,
    /// Unicode scalar values: the unit of our own output.
    Scalar,
    /// UTF-16 code units: the Language Server Protocol's default.
    Utf16,
    /// Cells of a terminal: a tab moves to the next multiple of 4, a wide character takes two.
    Terminal,
    /// Bytes, but a tab moves to the next multiple of 8: `SourceCodeInfo` as protoc writes it.
    Protoc,
}

/// Where each line of one text starts. Built in one pass, asked in O(log lines).
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    pub fn new(text: &str) -> LineIndex {
        let mut starts = Vec::with_capacity(text.len() / 32 + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at as u32 + 1));
        LineIndex { starts, len: text.len() as u32 }
    }

    /// How many lines there are; the text after the last newline is a line, even when it is empty.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// The line, from 0, that holds this byte.
    pub fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset) - 1
    }

    /// The bytes of a line, from 0, its newline included.
    pub fn line_span(&self, line: usize) -> Span {
        let end = self.starts.get(line + 1).copied().unwrap_or(self.len);
        Span::new(self.starts[line], end)
    }

    /// Line and column, both from 0, of a byte of `text`, the text that the index was made from.
    pub fn position(&self, text: &str, offset: u32, unit: ColumnUnit) -> (usize, usize) {
        let line = self.line(offset);
        let before = Span::new(self.starts[line], offset).of(text);
        (line, column(before, unit))
    }
}

/// How many columns `before`, the part of a line that precedes a place, takes up.
pub fn column(before: &str, unit: ColumnUnit) -> usize {
    match unit {
        ColumnUnit::Byte => before.len(),
        ColumnUnit::Scalar => before.chars().count(),
        ColumnUnit::Utf16 => before.chars().map(char::len_utf16).sum(),
        // Between control characters, which take no room, several characters may be one picture.
        ColumnUnit::Terminal => before.split_inclusive(char::is_control).fold(0, |column, run| {
            let column = column + run.trim_end_matches(char::is_control).width();
            if run.ends_with('\t') { column + 4 - column % 4 } else { column }
        }),
        ColumnUnit::Protoc => {
            before.bytes().fold(0, |column, b| if b == b'\t' { column + 8 - column % 8 } else { column + 1 })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_counts_its_own_way() {
        let before = "\té中😀";
        let columns = |unit| column(before, unit);
        assert_eq!(columns(ColumnUnit::Byte), 10);
        assert_eq!(columns(ColumnUnit::Scalar), 4);
        assert_eq!(columns(ColumnUnit::Utf16), 5);
        assert_eq!(columns(ColumnUnit::Terminal), 9);
        assert_eq!(columns(ColumnUnit::Protoc), 17);
        assert_eq!(column("\u{c}👩‍👧 ✔️ 👍🏽\t", ColumnUnit::Terminal), 12);
    }

    #[test]
    fn lines_are_found_at_their_edges() {
        let text = "ab\n\ncd";
        let lines = LineIndex::new(text);
        assert_eq!(lines.line_count(), 3);
        let at = |offset| lines.position(text, offset, ColumnUnit::Byte);
        assert_eq!([at(0), at(2), at(3), at(4), at(6)], [(0, 0), (0, 2), (1, 0), (2, 0), (2, 2)]);
        assert_eq!(lines.line_span(0).of(text), "ab\n");
        assert_eq!(lines.line_span(2).of(text), "cd");
    }
}
