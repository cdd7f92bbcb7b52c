//! As MSBuild and Visual Studio read the lines of compilers. They know errors and warnings, and count columns in
//! UTF-16.

use super::look::visible;
use super::{Findings, encode};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::text::ColumnUnit;
use std::io::{self, Write};

pub(super) fn write(findings: Findings<'_>, out: &mut dyn Write) -> io::Result<()> {
    let line = |finding: &Diagnostic, out: &mut Vec<u8>| {
        line(findings, finding, out)?;
        out.push(b'\n');
        Ok(())
    };
    encode::one_by_one(
        findings.workspace,
        findings.diagnostics,
        b"",
        |finding, _, out| line(finding, out),
        out,
    )
}

fn line(findings: Findings<'_>, finding: &Diagnostic, out: &mut Vec<u8>) -> io::Result<()> {
    let category = match finding.severity {
        Severity::Error => "error",
        Severity::Warning | Severity::Info => "warning",
    };
    write!(out, "{}", visible(&findings.path_here(finding.place)))?;
    if let Some(range) = findings.range_of(finding, ColumnUnit::Utf16) {
        write!(out, "({},{})", range.start.line, range.start.column)?;
    }
    write!(out, " : {category} {} : {}", finding.rule, visible(&finding.message))
}
