//! JUnit's XML: a suite for each file, and a test for each finding, which fails unless it is only an info: readers
//! break a build over any failure. Where nothing is found there is a test that passes, since they take a report
//! without any for a run that broke. Work that could not be done is a test with an error.

use super::summary::Counts;
use super::xml::escape;
use super::{Columns, Format, INCOMPLETE, Look, Paths, Reader, Reported, Undone, encode};
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
    let undone = findings.undone(Paths::Repository);
    let (errors, tests) = (undone.len(), (all.len() + undone.len()).max(1));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(
        out,
        r#"<testsuites name="protune" tests="{tests}" failures="{}" errors="{errors}">"#,
        failures(all)
    )?;
    encode::by_file(findings.workspace, all, b"", |of_file, out| suite(findings, of_file, out), out)?;
    if errors > 0 {
        write_undone(&undone, out)?;
    } else if all.is_empty() {
        writeln!(out, r#"  <testsuite name="protune" tests="1" failures="0" errors="0">"#)?;
        write_counts(Counts::default(), out)?;
        // A run over nothing has found nothing out.
        let was_idle = findings.workspace.reported().next().is_none() && findings.changed.is_none();
        match was_idle {
            true => {
                writeln!(
                    out,
                    r#"    <testcase name="no files to check" classname="protune"><skipped/></testcase>"#
                )?;
            }
            false => writeln!(out, r#"    <testcase name="no findings" classname="protune"/>"#)?,
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// A test for each piece of work that could not be done. It has no verdict, which JUnit calls an error.
fn write_undone(undone: &[Undone<'_>], out: &mut dyn Write) -> io::Result<()> {
    let errors = undone.len();
    writeln!(out, r#"  <testsuite name="protune" tests="{errors}" failures="0" errors="{errors}">"#)?;
    for (at, Undone { path, message }) in undone.iter().enumerate() {
        let name = path.as_ref().map_or(format!("not done {}", at + 1), |path| escape(path).into_owned());
        let first = escape(message.lines().next().unwrap_or_default());
        let message = message.lines().map(escape).collect::<Vec<_>>().join("\n");
        writeln!(out, r#"    <testcase name="{name}" classname="protune">"#)?;
        writeln!(out, r#"      <error message="{first}" type="{INCOMPLETE}">{message}</error>"#)?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

fn suite(findings: Reported<'_>, of_file: &[Diagnostic], out: &mut Vec<u8>) -> io::Result<()> {
    let path = findings.path_in_repository(of_file[0].place);
    let path = escape(&path);
    let (tests, failures) = (of_file.len(), failures(of_file));
    writeln!(out, r#"  <testsuite name="{path}" tests="{tests}" failures="{failures}" errors="0">"#)?;
    write_counts(Counts::of(of_file, findings.limit), out)?;
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
        let words = findings.words(finding, Paths::Repository);
        let words: Vec<_> = words.lines().map(escape).collect();
        let severity = finding.severity.name();
        writeln!(out, ": {severity}[{}] {}</{element}>", finding.rule, words.join("\n"))?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

/// The summary of a suite, under the names that it has in `json`.
fn write_counts(counts: Counts, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    <properties>")?;
    for (name, number) in counts.named() {
        writeln!(out, r#"      <property name="{name}" value="{number}"/>"#)?;
    }
    writeln!(out, "    </properties>")
}

fn failures(findings: &[Diagnostic]) -> usize {
    findings.iter().filter(|finding| fails(finding)).count()
}

fn fails(finding: &Diagnostic) -> bool {
    finding.severity > Severity::Info
}
