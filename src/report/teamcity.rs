//! Service messages to TeamCity, which shows them as inspections of the build. A kind of inspection is declared
//! before the first of its findings.

use super::pages::pages;
use super::{Columns, Format, Look, Paths, Reader, Reported, Undone, encode};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::text::ColumnUnit;
use std::fmt::Write as _;
use std::io::{self, Write};

/// In characters; the server refuses a longer value.
const MAX_VALUE: usize = 4000;

pub(super) static FORMAT: Format = Format {
    name: "teamcity",
    aliases: &[],
    doc: "the log of TeamCity, as inspections",
    columns: Columns::Fixed("none"),
    paths: Paths::Repository,
    reader: Reader::Log,
    write,
    statistics: None,
};

fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    for rule in pages(findings.catalog, findings.diagnostics) {
        let category = rule.wing.to_ascii_lowercase();
        write!(out, "##teamcity[inspectionType id='{0}' name='{0}'", rule.id)?;
        writeln!(out, " category='protune {category}' description='{}']", escape(rule.summary))?;
    }
    for Undone { message, .. } in findings.undone(Paths::Repository) {
        writeln!(out, "##teamcity[message text='{}' status='ERROR']", escape(&message))?;
    }
    encode::lines(findings, |finding, out| message(findings, finding, out), out)
}

fn message(findings: Reported<'_>, finding: &Diagnostic, out: &mut Vec<u8>) -> io::Result<()> {
    let severity = match finding.severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "INFO",
    };
    write!(out, "##teamcity[inspection typeId='{}'", finding.rule)?;
    write!(out, " message='{}'", escape(&findings.words(finding, Paths::Repository)))?;
    write!(out, " file='{}'", escape(&findings.path_in_repository(finding.place)))?;
    if let Some(range) = findings.range_of(finding, ColumnUnit::Scalar) {
        write!(out, " line='{}'", range.start.line)?;
    }
    write!(out, " SEVERITY='{severity}']")
}

/// In ASCII, since nobody says what the agent takes the output for. Its codes are UTF-16.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars().take(MAX_VALUE) {
        match c {
            '\'' | '|' | '[' | ']' => out.extend(['|', c]),
            '\n' => out.push_str("|n"),
            '\r' => out.push_str("|r"),
            ' '..='~' => out.push(c),
            _ => {
                let units = c.encode_utf16(&mut [0; 2]).to_vec();
                units
                    .iter()
                    .for_each(|unit| write!(out, "|0x{unit:04X}").expect("a string takes everything"));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_they_should() {
        assert_eq!(escape("it's [a|b]\r\n"), "it|'s |[a||b|]|r|n");
        assert_eq!(escape("é\t😀"), "|0x00E9|0x0009|0xD83D|0xDE00");
        assert_eq!(escape(&"a".repeat(MAX_VALUE + 1)).len(), MAX_VALUE);
    }
}
