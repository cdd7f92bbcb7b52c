//! `SourceCodeInfo` of a descriptor: the locations of declarations in a source that is not available, and its
//! comments. Maps places in one text to places in another, through the paths of declarations.

use super::ReadError;
use crate::encoding::part::{Damage, Part, WireField};
use crate::text::{ColumnUnit, Span, Text};
use rustc_hash::FxHashMap;

/// Locations of the declarations of a file.
#[derive(Clone, Default, Debug)]
pub struct Locations {
    rows: Vec<Location>,
    /// The first row of each path.
    by_path: FxHashMap<Vec<u32>, usize>,
}

#[derive(Clone, Default, Debug)]
struct Location {
    /// Field numbers and indices that lead from the `FileDescriptorProto` to the declaration.
    path: Vec<u32>,
    start: Position,
    end: Position,
    /// The comments before it that stand apart from it, the one above it, and the one behind it.
    detached: Vec<String>,
    leading: String,
    trailing: String,
}

/// Line and column from 0, in bytes, but a tab moves to the next multiple of 8.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
struct Position {
    line: u32,
    column: u32,
}

impl Position {
    /// Returns the byte of a text that stands here; `None` if the text has no such line.
    fn offset(self, text: Text<'_>) -> Option<u32> {
        let line = self.line as usize;
        if line >= text.line_count() {
            return None;
        }
        let span = text.line_span(line);
        // Columns grow with the bytes. Those within a character belong to its start.
        let column = |at: u32| {
            let start = text.text.floor_char_boundary(at as usize) as u32;
            text.position(start.max(span.start), ColumnUnit::Protoc).1 as u32
        };
        let (mut low, mut high) = (span.start, span.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if column(middle) < self.column { low = middle + 1 } else { high = middle }
        }
        Some(low)
    }
}

impl Locations {
    /// Returns the locations of an encoded `FileDescriptorProto`; none if it has no source info.
    pub fn of(descriptor: &[u8]) -> Result<Locations, ReadError> {
        const SOURCE_CODE_INFO: i32 = 9;
        let part = Part { bytes: descriptor, offset: 0 };
        let rows = below(part, SOURCE_CODE_INFO, |info| below(info, 1, |location| Ok(vec![row(location)?])));
        let rows = rows.map_err(|Damage { offset, what }| ReadError { offset, what })?;
        let mut by_path = FxHashMap::default();
        for (at, row) in rows.iter().enumerate() {
            by_path.entry(row.path.clone()).or_insert(at);
        }
        Ok(Locations { rows, by_path })
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The file has a `syntax` or an `edition` statement.
    pub fn has_syntax(&self) -> bool {
        const SYNTAX: u32 = 12;
        const EDITION: u32 = 14;
        [SYNTAX, EDITION].iter().any(|&number| self.by_path.contains_key(&[number][..]))
    }

    /// Bytes of the source at which the declaration with this path stands, the first of several; `None` if the path has no
    /// location. `text` is the source.
    ///
    /// ```
    /// use protune_compiler::descriptor::{self, Include, Locations};
    /// use protune_compiler::text::LineIndex;
    ///
    /// let text = "message A {}";
    /// let schema = protune_compiler::compile([("a.proto", text)], |_| None);
    /// let file = schema.find("a.proto").expect("it is a source");
    /// let include = Include { source_info: true, source_options: true };
    /// let locations = Locations::of(&descriptor::file(&schema, file.id, include))?;
    /// let name = locations.span(&[4, 0, 1], LineIndex::new(text).of(text)).expect("it has a name");
    /// assert_eq!(name.of(text), "A");
    /// # Ok::<(), descriptor::ReadError>(())
    /// ```
    pub fn span(&self, path: &[i32], text: Text<'_>) -> Option<Span> {
        let path: Vec<u32> = path.iter().map(|&part| part.try_into().ok()).collect::<Option<_>>()?;
        let row = &self.rows[*self.by_path.get(&path)?];
        let (start, end) = (row.start.offset(text)?, row.end.offset(text)?);
        (start <= end).then(|| Span::new(start, end))
    }

    /// The line and the column, from 0, at which the source has what `span` is about in `text`, where the same
    /// declarations stand at `here`. The smallest of those that are at both places counts; `None` when that is
    /// only the file as a whole.
    pub fn translate(&self, here: &Locations, text: Text<'_>, span: Span) -> Option<(u32, u32)> {
        let position = |offset| {
            let (line, column) = text.position(offset, ColumnUnit::Protoc);
            Position { line: line as u32, column: column as u32 }
        };
        let (start, end) = (position(span.start), position(span.end));
        let around = here.rows.iter().filter(|row| row.start <= start && end <= row.end);
        let known = around.filter_map(|row| Some((row, &self.rows[*self.by_path.get(&row.path)?])));
        let named = known.filter(|(row, _)| !row.path.is_empty());
        // Of two where one is around the other, it starts later or ends earlier.
        let nearest = named.max_by_key(|(row, _)| (row.start, std::cmp::Reverse(row.end), row.path.len()))?;
        Some((nearest.1.start.line, nearest.1.start.column))
    }

    /// `text`, where the declarations stand at `here`, with the comments of the source above and behind them.
    pub fn with_comments(&self, here: &Locations, text: &str) -> String {
        let mut above: FxHashMap<u32, Vec<&Location>> = FxHashMap::default();
        let mut behind: FxHashMap<u32, &Location> = FxHashMap::default();
        for row in &self.rows {
            let Some(&at) = here.by_path.get(&row.path) else { continue };
            let line = here.rows[at].start.line;
            if !row.detached.is_empty() || !row.leading.is_empty() {
                above.entry(line).or_default().push(row);
            }
            if !row.trailing.is_empty() {
                behind.insert(line, row);
            }
        }
        let mut out = String::with_capacity(text.len() * 2);
        for (line, text) in (0..).zip(text.split_inclusive('\n')) {
            for row in above.get(&line).into_iter().flatten() {
                for detached in &row.detached {
                    detached.lines().for_each(|line| push_comment(line, &mut out));
                    out.push('\n');
                }
                row.leading.lines().for_each(|line| push_comment(line, &mut out));
            }
            match behind.get(&line) {
                Some(row) => {
                    out.push_str(text.trim_end_matches('\n'));
                    push_comment(&row.trailing.trim_end().replace('\n', " "), &mut out);
                }
                None => out.push_str(text),
            }
        }
        out
    }
}

fn push_comment(line: &str, out: &mut String) {
    out.push_str("//");
    out.push_str(line);
    out.push('\n');
}

/// Reads the parts of all fields with this number.
fn below<'b, T>(
    part: Part<'b>,
    number: i32,
    read: impl Fn(Part<'b>) -> Result<Vec<T>, Damage>,
) -> Result<Vec<T>, Damage> {
    let mut out = Vec::new();
    for field in part.fields() {
        let field = field?;
        if field.number == number {
            out.extend(read(field.part()?)?);
        }
    }
    Ok(out)
}

fn row(part: Part<'_>) -> Result<Location, Damage> {
    let mut out = Location::default();
    let mut span = Vec::new();
    for field in part.fields() {
        let field = field?;
        match field.number {
            1 => numbers(field, &mut out.path)?,
            2 => numbers(field, &mut span)?,
            3 => out.leading = text(field)?,
            4 => out.trailing = text(field)?,
            6 => out.detached.push(text(field)?),
            _ => {}
        }
    }
    let (start, end) = match span[..] {
        [line, column, end] => ((line, column), (line, end)),
        [line, column, end_line, end] => ((line, column), (end_line, end)),
        _ => return Err(part.damage("a place has neither three numbers nor four")),
    };
    out.start = Position { line: start.0, column: start.1 };
    out.end = Position { line: end.0, column: end.1 };
    Ok(out)
}

/// Numbers of `int32`, packed or not. None of ours is negative.
fn numbers(field: WireField<'_>, out: &mut Vec<u32>) -> Result<(), Damage> {
    for number in field.varints() {
        out.push(number? as u32);
    }
    Ok(())
}

fn text(field: WireField<'_>) -> Result<String, Damage> {
    Ok(String::from_utf8_lossy(field.part()?.bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::descriptor::{self, Include};
    use crate::schema::{FileId, Schema};
    use crate::text::LineIndex;

    fn compile(text: &str) -> (Schema, Locations) {
        let schema = crate::compile([("a.proto", text)], |_| None);
        let include = Include { source_info: true, source_options: true };
        let locations = Locations::of(&descriptor::file(&schema, FileId(0), include)).expect("ours");
        (schema, locations)
    }

    #[test]
    fn places_and_comments_are_those_of_the_source() {
        let source = "package a;\n\n// apart\n\n// above\n// it\nmessage\n\tBox { string x = 1; oneof of {\n int32 b=2; // behind\n } }\n\
            enum Kind { /* inside */ ONE = 1 [deprecated = true]; }";
        let (there_schema, there) = compile(source);
        assert!(!there.has_syntax());
        let set = descriptor::set_entry(
            &there_schema,
            FileId(0),
            Include { source_info: true, source_options: true },
        );
        let printed = descriptor::read_set(&set).expect("ours").remove(0).text;
        let text = there.with_comments(&compile(&printed).1, &printed);
        for comment in ["// apart\n\n// above\n// it\nmessage Box", "int32 b = 2;// behind\n"] {
            assert!(text.contains(comment), "{text}");
        }
        let (_, here) = compile(&text);
        let lines = LineIndex::new(&text);
        let place = |word: &str| {
            let start = text.find(word).expect("it is printed") as u32;
            there.translate(&here, lines.of(&text), Span::new(start, start + word.len() as u32))
        };
        assert_eq!(place("Box"), Some((7, 8)));
        assert_eq!(place("x = 1"), Some((7, 14)));
        assert_eq!(place("b = 2"), Some((8, 1)));
        assert_eq!(place("ONE"), Some((10, 25)));
        assert_eq!(place("proto2"), None);
    }
}
