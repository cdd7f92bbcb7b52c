//! Findings as comments in the code that they are about, and their removal:
//!
//! - `//    ^^^^ RULE: message` is about what stands above the carets;
//! - `//~ RULE: message` is about the statement above, where carets have no room;
//! - `//@ 3:1-5:2 RULE: message` is about these lines and columns, from 1, the end exclusive;
//! - `//! RULE: message` is about the whole file.
//!
//! In YAML they begin with `#` in place of `//`. Places are those in the code without its notes.

use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::syntax::{TokenKind, lex};
use protune_compiler::text::{ColumnUnit, LineIndex, Span, Text};
use protune_data::Language;

/// The code without its notes.
pub(crate) fn strip(code: &str) -> String {
    code.split_inclusive('\n').filter(|line| !is_note(line.trim_start())).collect()
}

fn is_note(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("//").or_else(|| line.strip_prefix('#')) else { return false };
    rest.starts_with(['~', '@', '!']) || rest.trim_start().starts_with('^')
}

/// The code of a file with a note for each finding.
pub(crate) fn add<'d>(name: &str, text: &str, findings: impl Iterator<Item = &'d Diagnostic>) -> String {
    let index = LineIndex::new(text);
    let language = Language::of_name(name);
    let notes: Vec<(usize, String)> =
        findings.map(|finding| note(index.of(text), language, finding)).collect();
    let under =
        |line: usize| notes.iter().filter(move |(place, _)| *place == line).map(|(_, note)| note.as_str());
    let mut out: String = under(0).collect();
    for (index, line) in text.split_inclusive('\n').enumerate() {
        out.push_str(line);
        out.extend(under(index + 1));
    }
    out
}

/// A finding's note, and below how many lines it stands.
fn note(lines: Text<'_>, language: Option<Language>, finding: &Diagnostic) -> (usize, String) {
    let text = lines.text;
    let mark = if language == Some(Language::Yaml) { "#" } else { "//" };
    let says = format!("{}: {}\n", finding.rule, finding.message);
    let Some(span) = finding.place.span else { return (0, format!("{mark}! {says}")) };
    let (first, start) = lines.position(span.start, ColumnUnit::Scalar);
    let (last, end) = lines.position(span.end, ColumnUnit::Scalar);
    // An error at the end of the text is noted below its last line.
    let below = (last + 1).min(text.lines().count());
    let is_on_a_line = first == last && !span.is_empty();
    if is_on_a_line && start >= mark.len() {
        let space = " ".repeat(start - mark.len());
        return (below, format!("{mark}{space}{} {says}", "^".repeat(end - start)));
    }
    if language.is_none() && is_on_a_line && statement(text, lines.line_span(first)) == Some(span) {
        return (below, format!("//~ {says}"));
    }
    (below, format!("{mark}@ {}:{}-{}:{} {says}", first + 1, start + 1, last + 1, end + 1))
}

/// Text of a line, without space and comments around it.
fn statement(text: &str, line: Span) -> Option<Span> {
    let (tokens, _) = lex(line.of(text));
    let ends = tokens.iter().skip(1).map(|token| token.start());
    let mut spans = tokens
        .iter()
        .zip(ends)
        .filter(|(token, _)| !token.kind().is_trivia() && token.kind() != TokenKind::Eof)
        .map(|(token, end)| Span::new(line.start + token.start(), line.start + end));
    let first = spans.next()?;
    Some(first.cover(spans.next_back().unwrap_or(first)))
}
