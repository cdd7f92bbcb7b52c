//! The report of api-linter, in YAML, for programs that read it: an object a file, with its findings. Rules have the ids
//! that they have there. Columns are those of protoc, but of characters; ends are inclusive.

use super::pages::urls;
use super::reported::NO_FILE;
use super::{Columns, Format, INCOMPLETE, Look, Paths, Reader, Reported, Undone, encode};
use protune_compiler::diagnostic::{Change, Diagnostic, RuleId};
use protune_compiler::text::{ColumnUnit, Span};
use protune_rules::{Catalog, Rule, Wing};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "api-linter",
    aliases: &[],
    doc: "readers of the YAML of api-linter",
    columns: Columns::Fixed("characters, tabs to 8"),
    paths: Paths::WorkingDir,
    reader: Reader::Program,
    write: document,
    statistics: None,
};

/// Address of the documentation of api-linter.
const DOCUMENTATION: &str = "https://linter.aip.dev";

fn document(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    if is_empty(findings) {
        return out.write_all(b"[]\n");
    }
    by_file(findings, b"", yaml, out)
}

/// Returns whether there is nothing to write an object for.
pub(super) fn is_empty(findings: Reported<'_>) -> bool {
    findings.diagnostics.is_empty() && findings.undone(Paths::WorkingDir).is_empty()
}

/// Writes an object for each file with findings, and for each one with work that could not be done, with something between.
pub(super) fn by_file(
    findings: Reported<'_>,
    between: &[u8],
    write: fn(&File<'_>, &mut Vec<u8>) -> io::Result<()>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let undone = findings.undone(Paths::WorkingDir);
    for (at, what) in undone.iter().enumerate() {
        let mut text = Vec::new();
        write(&File::of_undone(what), &mut text)?;
        out.write_all(&text)?;
        let is_last = at + 1 == undone.len() && findings.diagnostics.is_empty();
        out.write_all(if is_last { b"" } else { between })?;
    }
    let urls = urls(findings.catalog);
    let encode = |some: &[Diagnostic], out: &mut Vec<u8>| write(&File::of(findings, some, &urls), out);
    encode::by_file(findings.workspace, findings.diagnostics, between, encode, out)
}

/// A file with its findings. The names and their order are those of api-linter.
#[derive(Serialize)]
pub(super) struct File<'a> {
    file_path: Cow<'a, str>,
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    message: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<Cow<'a, str>>,
    location: Location<'a>,
    rule_id: &'a str,
    rule_doc_uri: Cow<'a, str>,
}

#[derive(Serialize)]
struct Location<'a> {
    start_position: Position,
    end_position: Position,
    path: Cow<'a, str>,
}

#[derive(Clone, Copy, Serialize)]
struct Position {
    line_number: usize,
    column_number: usize,
}

/// Place of a finding about a file as a whole.
const WHOLE: Position = Position { line_number: 1, column_number: 1 };

impl<'a> File<'a> {
    fn of_undone(Undone { path, message }: &'a Undone<'a>) -> File<'a> {
        let path = path.as_deref().unwrap_or(NO_FILE);
        let location = Location { start_position: WHOLE, end_position: WHOLE, path: path.into() };
        let problem = Problem {
            message: (&**message).into(),
            suggestion: None,
            location,
            rule_id: INCOMPLETE,
            rule_doc_uri: "".into(),
        };
        File { file_path: path.into(), problems: vec![problem] }
    }

    fn of(findings: Reported<'a>, some: &'a [Diagnostic], urls: &'a HashMap<RuleId, String>) -> File<'a> {
        let problems: Vec<Problem<'a>> =
            some.iter().map(|finding| problem(findings, finding, urls)).collect();
        let file_path = some.first().map_or("".into(), |finding| findings.path_here(finding.place));
        File { file_path, problems }
    }
}

fn problem<'a>(
    findings: Reported<'a>,
    finding: &'a Diagnostic,
    urls: &'a HashMap<RuleId, String>,
) -> Problem<'a> {
    let (start_position, end_position) = range(findings, finding).unwrap_or((WHOLE, WHOLE));
    let theirs = id_there(findings.catalog, finding.rule);
    let url = || urls.get(&finding.rule).map_or("", String::as_str).into();
    Problem {
        message: findings.words(finding, Paths::WorkingDir).into(),
        suggestion: suggestion(findings, finding),
        location: Location { start_position, end_position, path: findings.path_here(finding.place) },
        rule_id: theirs.unwrap_or(finding.rule.as_str()),
        rule_doc_uri: theirs.and_then(url_there).map_or_else(url, Cow::Owned),
    }
}

/// First and last character; `None` if the file as a whole is meant.
fn range(findings: Reported<'_>, finding: &Diagnostic) -> Option<(Position, Position)> {
    let range = findings.range_of(finding, ColumnUnit::Protocompile)?;
    let at = |line_number, column_number| Position { line_number, column_number };
    let (start, end) = (at(range.start.line, range.start.column), at(range.end.line, range.end.column - 1));
    Some((start, end))
}

/// Id of the rule in api-linter. Of rules that repeat one of it in another wing, findings have their own ids.
fn id_there(catalog: &Catalog, rule: RuleId) -> Option<&str> {
    let rule: &Rule = catalog.find(&rule).filter(|rule| rule.wing == Wing::Aip)?;
    rule.aliases.iter().find_map(|alias| alias.strip_prefix("api-linter:"))
}

/// Page of a rule in the documentation of api-linter: `core::0131::http-body` is at `131/http-body`.
fn url_there(id: &str) -> Option<String> {
    let (_, rest) = id.split_once("::")?;
    let path = rest.replace("::", "/");
    Some(format!("{DOCUMENTATION}/{}", path.strip_prefix('0').unwrap_or(&path)))
}

/// Text to put in the place of the finding, if the first fix does no more than that.
fn suggestion<'a>(findings: Reported<'a>, finding: &'a Diagnostic) -> Option<Cow<'a, str>> {
    let place: Span = finding.place.span?;
    match &finding.fixes.first()?.change {
        Change::Edits(edits) => match &edits[..] {
            [edit] if edit.file == finding.place.file && edit.span == place => Some((&*edit.text).into()),
            _ => None,
        },
        // The place is the name, unless it is longer.
        Change::Rename(rename) => {
            let text = place.of(findings.workspace.text(finding.place.file).text);
            let is_name = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            is_name.then(|| (&*rename.to).into())
        }
    }
}

/// Writes an object as YAML. Texts are in quotes, as in JSON.
fn yaml(file: &File<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    out.extend_from_slice(b"- file_path: ");
    text(&file.file_path, out)?;
    out.extend_from_slice(b"\n  problems:\n");
    for problem in &file.problems {
        out.extend_from_slice(b"  - message: ");
        text(&problem.message, out)?;
        if let Some(suggestion) = &problem.suggestion {
            out.extend_from_slice(b"\n    suggestion: ");
            text(suggestion, out)?;
        }
        out.extend_from_slice(b"\n    location:\n");
        let Location { start_position, end_position, path } = &problem.location;
        for (name, position) in [("start", start_position), ("end", end_position)] {
            let Position { line_number, column_number } = position;
            writeln!(out, "      {name}_position:\n        line_number: {line_number}")?;
            writeln!(out, "        column_number: {column_number}")?;
        }
        out.extend_from_slice(b"      path: ");
        text(path, out)?;
        // Ids have a colon and no blank behind it, so they need no quotes.
        write!(out, "\n    rule_id: {}\n    rule_doc_uri: ", problem.rule_id)?;
        text(&problem.rule_doc_uri, out)?;
        out.push(b'\n');
    }
    Ok(())
}

/// Writes a text as JSON, with those characters as numbers that readers of YAML drop or refuse.
fn text(text: &str, out: &mut Vec<u8>) -> io::Result<()> {
    let mut json = Vec::with_capacity(text.len() + 2);
    encode::json(&mut json, text)?;
    let is_odd = |c: char| matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    encode::json_fragment(out, &String::from_utf8_lossy(&json), is_odd)
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use protune_compiler::diagnostic::{Place, Severity};
    use protune_compiler::schema::FileId;

    fn written(rule: &'static str, start: u32, end: u32, message: &str) -> String {
        let workspace = testing::workspace("message\t/* é😀 */ a_b {}\n");
        let place = Place::new(FileId::new(0), Span::new(start, end));
        let all = [Diagnostic::new(rule, Severity::Warning, place, message)];
        let mut out = Vec::new();
        (FORMAT.write)(testing::findings(&workspace, &all), Look::PLAIN, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rules_have_their_ids_there() {
        let aip = written("AIP_0190_MESSAGE_CASE", 21, 24, "odd");
        assert!(aip.contains("rule_id: core::0190::message-case\n"), "{aip}");
        assert!(aip.contains("rule_doc_uri: \"https://linter.aip.dev/190/message-case\"\n"), "{aip}");
        let ours = written("COMMENT_MESSAGE", 21, 24, "odd");
        assert!(ours.contains("rule_id: COMMENT_MESSAGE\n"), "{ours}");
    }

    #[test]
    fn columns_are_those_of_its_parser() {
        let odd = written("AIP_0190_MESSAGE_CASE", 21, 24, "odd");
        let start = "      start_position:\n        line_number: 1\n        column_number: 18\n";
        let end = "      end_position:\n        line_number: 1\n        column_number: 20\n";
        assert!(odd.contains(&format!("{start}{end}")), "{odd}");
    }

    #[test]
    fn texts_stay_on_their_line() {
        let odd = written("COMMENT_MESSAGE", 21, 24, "a: \"b\" #\u{feff} c");
        assert!(odd.contains(r#"- message: "a: \"b\" #\ufeff c""#), "{odd}");
    }
}
