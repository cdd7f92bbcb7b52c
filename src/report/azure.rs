//! Commands to the agent of Azure Pipelines, which lists them with the run. It knows errors and warnings. See
//! "Logging commands" in its documentation.

use super::encode::Annotations;
use super::look::{REPLACEMENT, is_control};
use super::{Columns, Format, INCOMPLETE, Look, Paths, Reader, Reported, Undone, encode};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::text::ColumnUnit;
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "azure",
    aliases: &[],
    doc: "the log of Azure Pipelines, as issues",
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
        Severity::Warning | Severity::Info => "warning",
    }
}

fn undone(Undone { path, message }: &Undone<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    write!(out, "##vso[task.logissue type=error;")?;
    if let Some(path) = path {
        write!(out, "sourcepath={};", escape(path, true))?;
    }
    write!(out, "code={INCOMPLETE};]{}", escape(message, false))
}

fn command(findings: Reported<'_>, finding: &Diagnostic, out: &mut Vec<u8>) -> io::Result<()> {
    let kind = level(finding.severity);
    let path = findings.path_in_repository(finding.place);
    write!(out, "##vso[task.logissue type={kind};sourcepath={};", escape(&path, true))?;
    if let Some(range) = findings.range_of(finding, ColumnUnit::Scalar) {
        write!(out, "linenumber={};columnnumber={};", range.start.line, range.start.column)?;
    }
    write!(out, "code={};]{}", finding.rule, escape(&findings.words(finding, Paths::Repository), false))
}

/// For the message, or for the value of a property. The agent takes these back out.
fn escape(text: &str, is_property: bool) -> Cow<'_, str> {
    let code = |c| match c {
        '%' => Some("%AZP25"),
        '\r' => Some("%0D"),
        '\n' => Some("%0A"),
        ']' if is_property => Some("%5D"),
        ';' if is_property => Some("%3B"),
        _ => None,
    };
    encode::replace(text, |c| code(c).or_else(|| is_control(c).then_some(REPLACEMENT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stay_on_their_line() {
        assert_eq!(escape("50%\r\n[a]; b", false), "50%AZP25%0D%0A[a]; b");
        assert_eq!(escape("a[1];b.proto", true), "a[1%5D%3Bb.proto");
    }
}
