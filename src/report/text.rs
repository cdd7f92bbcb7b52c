//! One line a finding, as compilers write them: editors and scripts split it at the colons.

use super::encode::by_file;
use super::look::visible;
use super::{Findings, Look};
use owo_colors::Style;
use protune_compiler::diagnostic::{Diagnostic, Place};
use protune_compiler::text::ColumnUnit;
use std::io::{self, Write};

pub(super) fn write(findings: Findings<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let encode = |some: &[Diagnostic], text: &mut Vec<u8>| {
        some.iter().try_for_each(|finding| write_finding(findings, finding, look, text))
    };
    by_file(findings.workspace, findings.diagnostics, b"", encode, out)
}

fn write_finding(
    findings: Findings<'_>,
    finding: &Diagnostic,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "{}", look.path().style(findings.shown_path(finding.place)))?;
    if let Some((line, column)) = position(findings, finding.place) {
        write!(out, ":{line}:{column}")?;
    }
    let severity: Style = look.severity(finding.severity);
    let message = visible(&finding.message);
    writeln!(out, ": {}[{}] {message}", severity.style(finding.severity.name()), finding.rule)
}

/// `path:line:column`, or the path alone when the file as a whole is meant.
pub fn place(findings: Findings<'_>, place: Place) -> String {
    let path = findings.path(place);
    match position(findings, place) {
        Some((line, column)) => format!("{path}:{line}:{column}"),
        None => path.to_owned(),
    }
}

/// Line and column, from 1.
pub(super) fn position(findings: Findings<'_>, place: Place) -> Option<(usize, usize)> {
    let start = place.span?.start;
    let (line, column) = findings.workspace.text(place.file).position(start, ColumnUnit::Scalar);
    Some((line + 1, column + 1))
}
