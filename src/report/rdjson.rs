//! The Reviewdog Diagnostic Format, in one document. Columns are bytes.
//! What a fix would write becomes a suggestion that a reviewer can take.

use super::look::visible;
use super::pages::urls;
use super::reported::NO_FILE;
use super::{Columns, Format, INCOMPLETE, Look, Paths, Range, Reader, Reported, Undone, encode};
use protune_compiler::diagnostic::{Change, Diagnostic, Edit, Place, RuleId, Severity};
use protune_compiler::text::{ColumnUnit, Span};
use protune_engine::fix;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

/// Maximum number of lines that a suggestion replaces: it is one piece of text, and shown whole.
const MAX_LINES: usize = 20;

pub(super) static FORMAT: Format = Format {
    name: "rdjson",
    aliases: &[],
    doc: "reviewdog, with suggestions: one document",
    columns: Columns::Fixed("bytes"),
    paths: Paths::WorkingDir,
    reader: Reader::Program,
    write: document,
    statistics: None,
};

fn document(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let source = serde_json::to_string(&Source { name: "protune", url: env!("CARGO_PKG_REPOSITORY") })?;
    write!(out, "{{\"source\":{source},\"diagnostics\":[")?;
    if !is_empty(findings) {
        out.write_all(b"\n")?;
        objects(findings, b",\n", out)?;
        out.write_all(b"\n")?;
    }
    out.write_all(b"]}\n")
}

/// Returns whether there is nothing to write an object for.
pub(super) fn is_empty(findings: Reported<'_>) -> bool {
    findings.diagnostics.is_empty() && findings.undone(Paths::WorkingDir).is_empty()
}

/// Writes an object for each finding, and for work that could not be done, with something between them.
pub(super) fn objects(findings: Reported<'_>, between: &[u8], out: &mut dyn Write) -> io::Result<()> {
    let urls = urls(findings.catalog);
    let undone = findings.undone(Paths::WorkingDir);
    for (at, what) in undone.iter().enumerate() {
        encode::json(&mut *out, &Object::of_undone(what))?;
        let is_last = at + 1 == undone.len() && findings.diagnostics.is_empty();
        out.write_all(if is_last { b"" } else { between })?;
    }
    let encode =
        |finding: &Diagnostic, out: &mut Vec<u8>| encode::json(out, &Object::of(findings, finding, &urls));
    encode::one_by_one(findings.diagnostics, between, encode, out)
}

#[derive(Serialize)]
struct Source<'a> {
    name: &'a str,
    url: &'a str,
}

#[derive(Serialize)]
struct Object<'a> {
    message: String,
    location: Location<'a>,
    severity: &'a str,
    code: Code<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestions: Option<[Suggestion; 1]>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Code<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

impl<'a> Object<'a> {
    fn of_undone(Undone { path, message }: &'a Undone<'a>) -> Object<'a> {
        Object {
            message: message.lines().map(visible).collect::<Vec<_>>().join("\n"),
            location: Location { path: path.as_deref().unwrap_or(NO_FILE).into(), range: None },
            severity: "ERROR",
            code: Code { value: INCOMPLETE, url: None },
            suggestions: None,
        }
    }

    fn of(findings: Reported<'a>, finding: &'a Diagnostic, urls: &'a HashMap<RuleId, String>) -> Object<'a> {
        Object {
            message: findings.words(finding, Paths::WorkingDir),
            location: Location {
                path: findings.path_here(finding.place),
                range: findings.range_of(finding, ColumnUnit::Byte),
            },
            severity: match finding.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info => "INFO",
            },
            code: Code { value: finding.rule.as_str(), url: urls.get(&finding.rule).map(String::as_str) },
            suggestions: suggestion(findings, finding).map(|suggestion| [suggestion]),
        }
    }
}

/// The fix that would be made, as long as it stays in the file and in one stretch of it: it is taken without its
/// title being read.
fn suggestion(findings: Reported<'_>, finding: &Diagnostic) -> Option<Suggestion> {
    let Change::Edits(edits) = &fix::choose(finding, findings.limit)?.change else { return None };
    if edits.iter().any(|edit| edit.file != finding.place.file) {
        return None;
    }
    let span = edits.first()?.span.cover(edits.last()?.span);
    let range = findings.range(Place::new(finding.place.file, span), ColumnUnit::Byte)?;
    let is_short = range.end.line - range.start.line < MAX_LINES;
    is_short.then(|| Suggestion { range, text: text_of(findings, edits, span) })
}

/// Text under a span after the edits in it.
fn text_of(findings: Reported<'_>, edits: &[Edit], span: Span) -> String {
    let mut out = String::new();
    let mut at = span.start;
    for edit in edits {
        let text = findings.workspace.text(edit.file).text;
        out.push_str(Span::new(at, edit.span.start).of(text));
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out
}
