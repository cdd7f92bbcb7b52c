//! Places in a text: byte spans, and the lines and columns that people and tools call them by.
//! Owns no text and knows nothing of Protobuf.

use unicode_width::UnicodeWidthStr;

/// Byte offsets into one file, end exclusive. A file has less than 128 MiB; see [`MAX_LEN`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Longest text in bytes. Offsets into it, and into what is made of its names, fit 32 bits.
pub const MAX_LEN: usize = (1 << 27) - 1;

impl Span {
    /// The bytes from `start` up to `end`.
    pub fn new(start: u32, end: u32) -> Span {
        debug_assert!(start <= end);
        Span { start, end }
    }

    /// An empty span: a place between two characters.
    pub fn at(offset: u32) -> Span {
        Span { start: offset, end: offset }
    }

    /// Its length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Returns whether it is a place between two characters.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The smallest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Returns whether the other span lies in this one.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The span as a range of bytes.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The text under the span. The span must come from this text.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }
}

/// Unit of columns. Columns count from 0; a caller that shows them adds 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnUnit {
    /// Bytes of UTF-8.
    Byte,
    /// Unicode scalar values: the unit of our own output.
    Scalar,
    /// UTF-16 code units: the Language Server Protocol's default.
    Utf16,
    /// Cells of a terminal: a tab moves to the next multiple of 4, a wide character takes two.
    Terminal,
    /// Bytes, but a tab moves to the next multiple of 8: `SourceCodeInfo` as protoc writes it.
    Protoc,
    /// Unicode scalar values, but a tab moves to the next multiple of 8: as the parser of api-linter counts.
    Protocompile,
}

/// A text with its lines, made by [`LineIndex::of`]. Lookups take O(log lines) for lines of any length.
#[derive(Clone, Copy, Debug)]
pub struct Text<'t> {
    /// The text.
    pub text: &'t str,
    lines: &'t LineIndex,
}

/// Index of the lines of a text, built in one pass. It does not say where each line begins, which takes more memory than
/// the few lookups are worth.
#[derive(Clone, Debug)]
pub struct LineIndex {
    /// Number of newlines before each block of the text, and in all of it.
    before: Vec<u32>,
    milestones: Vec<Milestone>,
}

/// Length of a block in bytes.
const BLOCK: usize = 128;

/// A place in a long line from which columns are counted on, so that nobody counts from the start of the line.
#[derive(Clone, Copy, Debug)]
struct Milestone {
    offset: u32,
    columns: [usize; UNITS.len()],
}

/// Distance between milestones in bytes. Shorter lines have none, and longer ones have blocks of their own.
const MILE: usize = 8 * BLOCK;

/// The units in which columns have to be counted.
const UNITS: [ColumnUnit; 5] = [
    ColumnUnit::Scalar,
    ColumnUnit::Utf16,
    ColumnUnit::Terminal,
    ColumnUnit::Protoc,
    ColumnUnit::Protocompile,
];

impl LineIndex {
    /// Finds the lines of a text.
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut before = Vec::with_capacity(bytes.len().div_ceil(BLOCK) + 1);
        let mut milestones = Vec::new();
        let (mut newlines, mut measured) = (0, 0);
        for (start, block) in (0..).step_by(BLOCK).zip(bytes.chunks(BLOCK)) {
            before.push(newlines);
            let count = newlines_in(block);
            newlines += count;
            if count == 0 && measured <= start {
                let begun = memchr::memrchr(b'\n', &bytes[measured..start]);
                let first = begun.map_or(measured, |at| measured + at + 1);
                measured = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at + 1);
                if measured - first > MILE {
                    add_milestones(text, Span::new(first as u32, measured as u32), &mut milestones);
                }
            }
        }
        before.push(newlines);
        LineIndex { before, milestones }
    }

    /// The text that the index was made from, with its lines.
    pub fn of<'t>(&'t self, text: &'t str) -> Text<'t> {
        Text { text, lines: self }
    }

    fn newlines(&self) -> u32 {
        self.before[self.before.len() - 1]
    }
}

fn newlines_in(bytes: &[u8]) -> u32 {
    memchr::memchr_iter(b'\n', bytes).count() as u32
}

impl<'t> Text<'t> {
    /// Returns the part of the text under a span.
    pub fn of(self, span: Span) -> &'t str {
        span.of(self.text)
    }

    /// Returns the number of lines; the text after the last newline is a line, even if it is empty.
    pub fn line_count(self) -> usize {
        self.lines.newlines() as usize + 1
    }

    /// The line, from 0, that holds this byte.
    pub fn line(self, offset: u32) -> usize {
        let block = offset as usize / BLOCK;
        let passed = &self.text.as_bytes()[block * BLOCK..offset as usize];
        (self.lines.before[block] + newlines_in(passed)) as usize
    }

    /// The bytes of a line, from 0, its newline included.
    pub fn line_span(self, line: usize) -> Span {
        Span::new(self.start(line), self.start(line + 1))
    }

    /// Line and column, both from 0, of a byte.
    pub fn position(self, offset: u32, unit: ColumnUnit) -> (usize, usize) {
        let line = self.line(offset);
        let start = self.start_around(offset, line);
        let milestones = &self.lines.milestones;
        let passed = &milestones[..milestones.partition_point(|it| it.offset <= offset)];
        let column = match (passed.last(), UNITS.iter().position(|&counted| counted == unit)) {
            (Some(mile), Some(at)) if mile.offset > start => {
                column_from(mile.columns[at], self.of(Span::new(mile.offset, offset)), unit)
            }
            _ => column(self.of(Span::new(start, offset)), unit),
        };
        (line, column)
    }

    /// The positions of both ends of a span.
    pub fn positions(self, span: Span, unit: ColumnUnit) -> [(usize, usize); 2] {
        let start = self.position(span.start, unit);
        let passed = self.of(span);
        // Most spans are short and in one line. On a terminal, columns depend on what stands before.
        let counts_on = passed.len() <= BLOCK && unit != ColumnUnit::Terminal && !passed.contains('\n');
        let end = if counts_on {
            (start.0, column_from(start.1, passed, unit))
        } else {
            self.position(span.end, unit)
        };
        [start, end]
    }

    /// The first byte of the line that holds this byte.
    fn start_around(self, offset: u32, line: usize) -> u32 {
        let block = (offset as usize).saturating_sub(BLOCK);
        let near = memchr::memrchr(b'\n', &self.text.as_bytes()[block..offset as usize]);
        near.map_or_else(|| self.start(line), |at| (block + at) as u32 + 1)
    }

    /// The first byte of a line; behind the last line, the end of the text.
    fn start(self, line: usize) -> u32 {
        let Some(newline) = line.checked_sub(1) else { return 0 };
        let before = &self.lines.before;
        // The line begins behind a newline, which is in the last block that has no more of them before itself.
        let block = before.partition_point(|&newlines| newlines as usize <= newline) - 1;
        let rest = self.text.as_bytes().get(block * BLOCK..).unwrap_or_default();
        let at = memchr::memchr_iter(b'\n', rest).nth(newline - before[block] as usize);
        at.map_or(self.text.len(), |at| block * BLOCK + at + 1) as u32
    }
}

/// Adds the milestones of a line. They stand between two letters, digits or signs of ASCII, where no picture is cut
/// that takes several characters.
fn add_milestones(text: &str, line: Span, milestones: &mut Vec<Milestone>) {
    let (bytes, end) = (text.as_bytes(), line.end as usize);
    let mut here = Milestone { offset: line.start, columns: [0; UNITS.len()] };
    loop {
        let from = here.offset as usize + MILE;
        let is_between = |at: &usize| bytes[at - 1].is_ascii_graphic() && bytes[*at].is_ascii_graphic();
        let Some(at) = (from..end).find(is_between) else { return };
        let passed = Span::new(here.offset, at as u32).of(text);
        let mut columns = here.columns;
        for (column, unit) in columns.iter_mut().zip(UNITS) {
            *column = column_from(*column, passed, unit);
        }
        here = Milestone { offset: at as u32, columns };
        milestones.push(here);
    }
}

/// Returns the number of columns of `before`, the part of a line before a place.
pub fn column(before: &str, unit: ColumnUnit) -> usize {
    column_from(0, before, unit)
}

/// The column behind `text`, which begins at a column.
fn column_from(start: usize, text: &str, unit: ColumnUnit) -> usize {
    match unit {
        ColumnUnit::Byte => start + text.len(),
        ColumnUnit::Scalar => start + text.chars().count(),
        ColumnUnit::Utf16 => start + text.chars().map(char::len_utf16).sum::<usize>(),
        // Between control characters, which take no room, several characters may be one picture.
        ColumnUnit::Terminal => text.split_inclusive(char::is_control).fold(start, |column, run| {
            let column = column + run.trim_end_matches(char::is_control).width();
            if run.ends_with('\t') { column + 4 - column % 4 } else { column }
        }),
        ColumnUnit::Protoc => text.bytes().fold(start, |column, b| after(column, b == b'\t')),
        ColumnUnit::Protocompile => text.chars().fold(start, |column, c| after(column, c == '\t')),
    }
}

/// The column behind something that takes one, or behind a tab.
fn after(column: usize, is_tab: bool) -> usize {
    if is_tab { column + 8 - column % 8 } else { column + 1 }
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
        assert_eq!(columns(ColumnUnit::Protocompile), 11);
        assert_eq!(column("\u{c}👩‍👧 ✔️ 👍🏽\t", ColumnUnit::Terminal), 12);
    }

    #[test]
    fn columns_of_long_lines_are_those_of_short_ones() {
        let piece = "reserved 1 to 5;\té中😀👩‍👧 ✔️ /* 👍🏽 */ ";
        let text = format!("a\n{}\n{}", piece.repeat(200), "b".repeat(5 * MILE));
        let index = LineIndex::new(&text);
        assert!(index.milestones.len() > 10);
        let lines = index.of(&text);
        for (offset, _) in text.char_indices().step_by(7) {
            let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
            for unit in UNITS.into_iter().chain([ColumnUnit::Byte]) {
                let (line, found) = lines.position(offset as u32, unit);
                assert_eq!(found, column(&text[start..offset], unit), "{unit:?} at {offset}");
                let end = text.floor_char_boundary(offset + 11 * (offset % 20)) as u32;
                let ends = lines.positions(Span::new(offset as u32, end), unit);
                assert_eq!(ends, [(line, found), lines.position(end, unit)], "{unit:?} at {offset} to {end}");
            }
        }
    }

    #[test]
    fn lines_are_found_at_their_edges() {
        let text = "ab\n\ncd";
        let index = LineIndex::new(text);
        let lines = index.of(text);
        assert_eq!(lines.line_count(), 3);
        let at = |offset| lines.position(offset, ColumnUnit::Byte);
        assert_eq!([at(0), at(2), at(3), at(4), at(6)], [(0, 0), (0, 2), (1, 0), (2, 0), (2, 2)]);
        assert_eq!(lines.of(lines.line_span(0)), "ab\n");
        assert_eq!(lines.of(lines.line_span(2)), "cd");
    }

    #[test]
    fn lines_are_found_in_all_blocks() {
        let lengths = [0, 3, BLOCK - 1, 1, BLOCK, 2 * BLOCK, 0, 0, MILE + 5, BLOCK - 2, 7 * BLOCK, 9];
        let written: Vec<String> = lengths.iter().map(|&length| "é".repeat(length / 2) + "\n").collect();
        for tail in ["", "end", &"x".repeat(3 * BLOCK)] {
            let text = written.concat() + tail;
            let index = LineIndex::new(&text);
            let lines = index.of(&text);
            let expected: Vec<&str> = written.iter().map(String::as_str).chain([tail]).collect();
            assert_eq!(lines.line_count(), expected.len());
            let mut start = 0;
            for (line, expected) in expected.into_iter().enumerate() {
                let span = lines.line_span(line);
                assert_eq!((span.start, lines.of(span)), (start, expected), "line {line}");
                for offset in span.range().filter(|&at| text.is_char_boundary(at)) {
                    let found = lines.position(offset as u32, ColumnUnit::Byte);
                    assert_eq!(found, (line, offset - start as usize), "{offset}");
                }
                start = span.end;
            }
            assert_eq!(lines.line(text.len() as u32) + 1, lines.line_count());
        }
    }
}
