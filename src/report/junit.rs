//! JUnit's XML: a suite for each file, and a test for each finding, which fails unless it is only an info: readers
//! break a build over any failure. Where nothing is found there is a test that passes, since they take a report
//! without any for a run that broke.

use super::xml::escape;
use super::{Columns, Format, Look, Paths, Reader, Reported, encode};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::text::ColumnUnit;
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "junit",
    aliases: &[],
    doc: "Jenkins, GitLab and others, as failed tests",
    columns: Columns::Fixed("characters"),
    paths: Paths::Repository,
    reader: Reader::Program,
    write,
    statistics: None,
};

fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let all = findings.diagnostics;
    let tests = all.len().max(1);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="protune" tests="{tests}" failures="{}" errors="0">"#, failures(all))?;
    encode::by_file(findings.workspace, all, b"", |of_file, out| suite(findings, of_file, out), out)?;
    if all.is_empty() {
        writeln!(out, r#"  <testsuite name="protune" tests="1" failures="0" errors="0">"#)?;
        writeln!(out, r#"    <testcase name="no findings" classname="protune"/>"#)?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn suite(findings: Reported<'_>, of_file: &[Diagnostic], out: &mut Vec<u8>) -> io::Result<()> {
    let path = findings.path_in_repository(of_file[0].place);
    let path = escape(&path);
    let (tests, failures) = (of_file.len(), failures(of_file));
    writeln!(out, r#"  <testsuite name="{path}" tests="{tests}" failures="{failures}" errors="0">"#)?;
    let class = path.strip_suffix(".proto").unwrap_or(&path);
    for finding in of_file {
        let range = findings.range_of(finding, ColumnUnit::Scalar);
        let place = range.map(|range| format!("{}:{}", range.start.line, range.start.column));
        // Readers go by the name: two findings of one rule must not have the same.
        let name =
            place.as_ref().map_or(finding.rule.to_string(), |place| format!("{} {place}", finding.rule));
        write!(out, r#"    <testcase name="{name}" classname="{class}" file="{path}""#)?;
        range.map_or(Ok(()), |range| write!(out, r#" line="{}""#, range.start.line))?;
        let element = if fails(finding) { "failure" } else { "system-out" };
        write!(out, ">\n      <{element}")?;
        if fails(finding) {
            write!(out, r#" message="{}" type="{}""#, escape(&finding.message), finding.rule)?;
        }
        write!(out, ">{path}")?;
        place.map_or(Ok(()), |place| write!(out, ":{place}"))?;
        let words = findings.words(finding);
        let words: Vec<_> = words.lines().map(escape).collect();
        let severity = finding.severity.name();
        writeln!(out, ": {severity}[{}] {}</{element}>", finding.rule, words.join("\n"))?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

fn failures(findings: &[Diagnostic]) -> usize {
    findings.iter().filter(|finding| fails(finding)).count()
}

fn fails(finding: &Diagnostic) -> bool {
    finding.severity > Severity::Info
}
