//! Format of compiler output that MSBuild and Visual Studio read. They know errors and warnings, and count
//! columns in UTF-16.

use super::look::{visible, visible_path};
use super::{Columns, Format, INCOMPLETE, Look, Paths, Reader, Reported, Undone, encode};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::text::ColumnUnit;
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "msvs",
    aliases: &[],
    doc: "MSBuild and Visual Studio",
    columns: Columns::Chosen("UTF-16"),
    paths: Paths::WorkingDir,
    reader: Reader::Log,
    write,
    statistics: None,
};

fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let line = |finding: &Diagnostic, out: &mut Vec<u8>| {
        line(findings, finding, out)?;
        out.push(b'\n');
        Ok(())
    };
    encode::one_by_one(findings.diagnostics, b"", line, out)?;
    for Undone { path, message } in findings.undone(Paths::WorkingDir) {
        let path = path.unwrap_or("protune".into());
        writeln!(out, "{} : error {INCOMPLETE} : {}", visible_path(&path), visible(&message))?;
    }
    Ok(())
}

fn line(findings: Reported<'_>, finding: &Diagnostic, out: &mut Vec<u8>) -> io::Result<()> {
    let category = match finding.severity {
        Severity::Error => "error",
        Severity::Warning | Severity::Info => "warning",
    };
    write!(out, "{}", visible_path(&findings.path_here(finding.place)))?;
    if let Some(range) = findings.range_of(finding, findings.columns.unwrap_or(ColumnUnit::Utf16)) {
        write!(out, "({},{})", range.start.line, range.start.column)?;
    }
    write!(out, " : {category} {} : {}", finding.rule, findings.line(finding))
}
