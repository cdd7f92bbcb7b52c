//! The XML of Checkstyle, which many readers of warnings know.

use super::reported::NO_FILE;
use super::xml::escape;
use super::{Columns, Format, INCOMPLETE, Look, Paths, Reader, Reported, Undone, encode};
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::text::ColumnUnit;
use std::io::{self, Write};

/// The version of Checkstyle whose reports look so.
const VERSION: &str = "4.3";

pub(super) static FORMAT: Format = Format {
    name: "checkstyle",
    aliases: &[],
    doc: "readers of warnings, such as Jenkins",
    columns: Columns::Fixed("characters"),
    paths: Paths::Repository,
    reader: Reader::Program,
    write,
    statistics: None,
};

fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<checkstyle version="{VERSION}">"#)?;
    encode::by_file(
        findings.workspace,
        findings.diagnostics,
        b"",
        |of_file, out| file(findings, of_file, out),
        out,
    )?;
    for Undone { path, message } in findings.undone(Paths::Repository) {
        writeln!(out, r#"  <file name="{}">"#, escape(&path.unwrap_or(NO_FILE.into())))?;
        let message = escape(&message);
        writeln!(out, r#"    <error severity="error" message="{message}" source="protune.{INCOMPLETE}"/>"#)?;
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

fn file(findings: Reported<'_>, of_file: &[Diagnostic], out: &mut Vec<u8>) -> io::Result<()> {
    let path = findings.path_in_repository(of_file[0].place);
    writeln!(out, r#"  <file name="{}">"#, escape(&path))?;
    for finding in of_file {
        match findings.range_of(finding, ColumnUnit::Scalar) {
            Some(range) => {
                write!(out, r#"    <error line="{}" column="{}""#, range.start.line, range.start.column)?;
            }
            // As Checkstyle says it of a file.
            None => write!(out, r#"    <error line="1""#)?,
        }
        let (severity, rule) = (finding.severity.name(), finding.rule);
        let line = findings.line(finding);
        let message = escape(&line);
        writeln!(out, r#" severity="{severity}" message="{message}" source="protune.{rule}"/>"#)?;
    }
    writeln!(out, "  </file>")
}
