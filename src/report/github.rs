//! Commands to the runner of GitHub Actions, which shows them beside the lines that they are about. See "Workflow
//! commands" in its documentation.

use super::encode::Annotations;
use super::look::{REPLACEMENT, is_control, visible};
use super::{Columns, Format, INCOMPLETE, Look, Paths, Reader, Reported, Undone, encode};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::text::ColumnUnit;
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "github",
    aliases: &["github-actions"],
    doc: "the log of GitHub Actions, as annotations",
    columns: Columns::Fixed("characters"),
    paths: Paths::Repository,
    reader: Reader::Log,
    write,
    statistics: None,
};

fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    encode::annotations(findings, &Annotations { level, finding: command, undone }, out)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

fn undone(Undone { path, message }: &Undone<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    write!(out, "::error title=protune ({INCOMPLETE})")?;
    if let Some(path) = path {
        write!(out, ",file={}", escape(path, true))?;
    }
    write!(out, "::{}", escape(message, false))
}

fn command(findings: Reported<'_>, finding: &Diagnostic, out: &mut Vec<u8>) -> io::Result<()> {
    let level = level(finding.severity);
    let path = findings.path_in_repository(finding.place);
    write!(out, "::{level} title=protune ({}),file={}", finding.rule, escape(&path, true))?;
    let mut place = visible(&path).into_owned();
    if let Some(range) = findings.range_of(finding, ColumnUnit::Scalar) {
        let (start, end) = (range.start, range.end);
        write!(out, ",line={}", start.line)?;
        // Columns are taken only where a single line is meant.
        match start.line == end.line {
            true => write!(out, ",col={},endLine={},endColumn={}", start.column, end.line, end.column)?,
            false => write!(out, ",endLine={}", end.line)?,
        }
        place += &format!(":{}:{}", start.line, start.column);
    }
    // The log shows the message alone.
    let message = format!("{place}: {}: {}", finding.rule, findings.words(finding, Paths::Repository));
    write!(out, "::{}", escape(&message, false))
}

/// For the message, or for the value of a property. The runner takes these back out.
pub(super) fn escape(text: &str, is_property: bool) -> Cow<'_, str> {
    let code = |c| match c {
        '%' => Some("%25"),
        '\r' => Some("%0D"),
        '\n' => Some("%0A"),
        ':' if is_property => Some("%3A"),
        ',' if is_property => Some("%2C"),
        _ => None,
    };
    encode::replace(text, |c| code(c).or_else(|| is_control(c).then_some(REPLACEMENT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stay_on_their_line() {
        assert_eq!(escape("50%\nof: a, b", false), "50%25%0Aof: a, b");
        assert_eq!(escape("c:/a,b.proto", true), "c%3A/a%2Cb.proto");
        assert_eq!(escape("a\n\u{1b}[1m.proto", true), "a%0A\u{fffd}[1m.proto");
    }
}
