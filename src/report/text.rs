//! One line a finding, as compilers write them: editors and scripts split it at the colons.

use super::look::visible;
use super::{Findings, Look};
use owo_colors::Style;
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::text::ColumnUnit;
use std::io::{self, Write};

pub(super) fn write(findings: Findings<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    for finding in findings.diagnostics {
        write_finding(findings, finding, look, out)?;
    }
    Ok(())
}

fn write_finding(
    findings: Findings<'_>,
    finding: &Diagnostic,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    write!(out, "{}", look.path().style(findings.shown_path(finding.place)))?;
    if let Some(span) = finding.place.span {
        let file = findings.workspace.schema.file(finding.place.file);
        let (line, column) = file.lines().position(file.text(), span.start, ColumnUnit::Scalar);
        write!(out, ":{}:{}", line + 1, column + 1)?;
    }
    let severity: Style = look.severity(finding.severity);
    let message = visible(&finding.message);
    writeln!(out, ": {}[{}] {message}", severity.style(finding.severity.name()), finding.rule)
}
