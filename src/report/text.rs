//! One line a finding, as compilers write them: editors and scripts split it at the colons. Each has a line and a
//! column, because readers drop a finding without.

use super::encode::by_file;
use super::look::{visible, visible_path};
use super::reported::WHOLE;
use super::summary::mark;
use super::{Columns, Format, Look, Paths, Reader, Reported, semver, statistics};
use owo_colors::Style;
use protune_compiler::diagnostic::{Diagnostic, Place};
use std::io::{self, Write};

pub static FORMAT: Format = Format {
    name: "text",
    aliases: &[],
    doc: "people, scripts and editors: one line for each finding",
    columns: Columns::Chosen("characters"),
    paths: Paths::WorkingDir,
    reader: Reader::Person,
    write,
    statistics: Some(statistics::table),
};

fn write(findings: Reported<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    if let Some(semver) = findings.semver {
        return semver::write(semver, findings, look, out);
    }
    let encode = |some: &[Diagnostic], text: &mut Vec<u8>| {
        some.iter().try_for_each(|finding| write_finding(findings, finding, look, text))
    };
    by_file(findings.workspace, findings.diagnostics, b"", encode, out)
}

fn write_finding(
    findings: Reported<'_>,
    finding: &Diagnostic,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (line, column) = findings.position(finding.place).unwrap_or(WHOLE);
    write!(out, "{}:{line}:{column}", look.path().style(findings.shown_path(finding.place)))?;
    let severity: Style = look.severity(finding.severity);
    let message = visible(&finding.message);
    let mark = mark(finding).map_or(String::new(), |mark| format!(" {mark}"));
    writeln!(out, ": {}[{}] {message}{mark}", severity.style(finding.severity.name()), finding.rule)
}

/// Returns `path:line:column`.
pub fn place(findings: Reported<'_>, place: Place) -> String {
    let (line, column) = findings.position(place).unwrap_or(WHOLE);
    format!("{}:{line}:{column}", visible_path(findings.path(place)))
}
