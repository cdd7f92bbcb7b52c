//! Gives miette the part of a file that a finding is about. Goes by the line index and never scans
//! the file, so the cost does not depend on how long the file is.

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use protune_compiler::text::{ColumnUnit, Span, Text};
use std::borrow::Cow;

/// Bytes that a snippet shows on either side of its span; only lines of machine-made files are longer.
const REACH: usize = 240;
/// Maximum number of lines that are drawn of a longer span.
const MAX_LINES: usize = 6;

/// A file to show parts of.
#[derive(Clone)]
pub(super) struct Snippet<'w> {
    pub path: Cow<'w, str>,
    /// `None` when only the name is to be shown.
    pub file: Option<Text<'w>>,
}

/// The part of a span that is drawn: all of it, or its first line when it is long.
pub(super) fn drawn(file: Text<'_>, span: Span) -> Span {
    let text = file.text;
    if span.is_empty() && span.start as usize == text.len() && text.ends_with('\n') {
        // Nothing can be drawn behind the last newline.
        return Span::at(span.start - 1);
    }
    let line = file.line(span.start);
    let is_long = file.line(span.end) >= line + MAX_LINES;
    let end = if is_long { line_end(file, line) } else { span.end as usize };
    let end = floor(text, end.min(span.start as usize + REACH)) as u32;
    Span::new(span.start, end.max(span.start))
}

/// End of the text of a line, without its newline.
fn line_end(file: Text<'_>, line: usize) -> usize {
    let span = file.line_span(line);
    span.start as usize + file.of(span).trim_end_matches(['\r', '\n']).len()
}

impl SourceCode for Snippet<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let Some(file) = self.file else {
            return Ok(Box::new(MietteSpanContents::new_named(
                self.path.clone().into_owned(),
                b"",
                *span,
                0,
                0,
                0,
            )));
        };
        let text = file.text;
        let (start, end) = (span.offset(), span.offset() + span.len());
        if end > text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let first = file.line(start as u32);
        let last = file.line(end.max(start + 1) as u32 - 1);
        let from = begin(file, first, lines_before, start);
        let to = finish(file, last, lines_after, end);
        let (line, column) = file.position(from as u32, ColumnUnit::Scalar);
        let line_count = file.line(to as u32) - line + 1;
        let data = &text.as_bytes()[from..to];
        let contents = MietteSpanContents::new_named(
            self.path.clone().into_owned(),
            data,
            (from, to - from).into(),
            line,
            column,
            line_count,
        );
        Ok(Box::new(contents))
    }
}

/// The start of the lines before a place; of its own line, or somewhere in it, when they are too long.
fn begin(file: Text<'_>, line: usize, lines_before: usize, place: usize) -> usize {
    let starts = [line.saturating_sub(lines_before), line].map(|line| file.line_span(line).start as usize);
    let near = starts.into_iter().find(|&start| place - start <= REACH);
    near.unwrap_or_else(|| floor(file.text, place - REACH))
}

/// The end of the lines after a place, or less, as in [`begin`].
fn finish(file: Text<'_>, line: usize, lines_after: usize, place: usize) -> usize {
    let last = (line + lines_after).min(file.line_count() - 1);
    let ends = [last, line].map(|line| file.line_span(line).end as usize);
    let near = ends.into_iter().find(|&end| end - place <= REACH);
    near.unwrap_or_else(|| floor(file.text, place + REACH))
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}
