//! JUnit's XML: a suite for each file, and a test for each finding, which fails unless it is only an info: readers
//! break a build over any failure. Where nothing is found there is a test that passes, since they take a report
//! without any for a run that broke. Work that could not be done is a test with an error. Two tests of a suite never
//! have one name: GitLab drops the second.

use super::summary::Counts;
use super::xml::escape;
use super::{Columns, Format, INCOMPLETE, Look, Paths, Reader, Reported, Undone, count, encode};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::text::ColumnUnit;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{self, Write};

/// Number of tests for findings, which take up to about a kilobyte each. GitLab reads no file larger than 30 MB.
const MAX_TESTS: usize = 25_000;

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
    let mut all: Vec<&Diagnostic> = findings.diagnostics.iter().collect();
    let failures_of_all = failures(&all);
    let left_out = encode::keep_first(&mut all, MAX_TESTS, |finding| Reverse(finding.severity));
    let has_left_failures = failures_of_all > failures(&all);
    let undone = findings.undone(Paths::Repository);
    let errors = undone.len();
    let tests = (all.len() + usize::from(left_out > 0) + errors).max(1);
    let failures = failures(&all) + usize::from(has_left_failures);
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="protune" tests="{tests}" failures="{failures}" errors="{errors}">"#)?;
    encode::by_file(findings.workspace, &all, b"", |of_file, out| suite(findings, of_file, out), out)?;
    if left_out > 0 {
        write_left_out(left_out, has_left_failures, out)?;
    }
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

/// A test for the findings that have none.
fn write_left_out(left_out: usize, fails: bool, out: &mut dyn Write) -> io::Result<()> {
    let failures = usize::from(fails);
    let name = count(left_out, "more finding");
    let message = format!("only the {} have a test", count(MAX_TESTS, "most severe finding"));
    writeln!(out, r#"  <testsuite name="protune" tests="1" failures="{failures}" errors="0">"#)?;
    writeln!(out, r#"    <testcase name="{name}" classname="protune">"#)?;
    match fails {
        true => writeln!(
            out,
            r#"      <failure message="{message}" type="LEFT_OUT">{name}: {message}</failure>"#
        )?,
        false => writeln!(out, "      <system-out>{name}: {message}</system-out>")?,
    }
    writeln!(out, "    </testcase>")?;
    writeln!(out, "  </testsuite>")
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

fn suite(findings: Reported<'_>, of_file: &[&Diagnostic], out: &mut Vec<u8>) -> io::Result<()> {
    let path = findings.path_in_repository(of_file[0].place);
    let path = escape(&path);
    let (tests, failures) = (of_file.len(), failures(of_file));
    writeln!(out, r#"  <testsuite name="{path}" tests="{tests}" failures="{failures}" errors="0">"#)?;
    write_counts(Counts::of(of_file.iter().copied(), findings.limit), out)?;
    let class = path.strip_suffix(".proto").unwrap_or(&path);
    let mut seen: HashMap<String, usize> = HashMap::new();
    for finding in of_file {
        let range = findings.range_of(finding, ColumnUnit::Scalar);
        let place = range.map(|range| format!("{}:{}", range.start.line, range.start.column));
        // Readers go by the name: two findings of one rule must not have the same.
        let mut name =
            place.as_ref().map_or(finding.rule.to_string(), |place| format!("{} {place}", finding.rule));
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            name += &format!(" ({times})");
        }
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

fn failures(findings: &[&Diagnostic]) -> usize {
    findings.iter().filter(|finding| fails(finding)).count()
}

fn fails(finding: &Diagnostic) -> bool {
    finding.severity > Severity::Info
}

#[cfg(test)]
mod tests {
    use super::super::testing;
    use super::*;
    use protune_compiler::diagnostic::Place;

    fn written(severities: &[(Severity, usize)]) -> String {
        let workspace = testing::workspace("");
        let place = Place::file(workspace.targets[0]);
        let finding = |severity| Diagnostic::new("CONFIG", severity, place, "odd");
        let all: Vec<Diagnostic> = severities
            .iter()
            .flat_map(|&(severity, times)| std::iter::repeat_n(finding(severity), times))
            .collect();
        let mut out = Vec::new();
        write(testing::findings(&workspace, &all), Look::PLAIN, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn findings_at_one_place_have_names_of_their_own() {
        let text = written(&[(Severity::Error, 3)]);
        let names: Vec<&str> =
            text.split("<testcase name=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(names, ["CONFIG", "CONFIG (2)", "CONFIG (3)"]);
    }

    #[test]
    fn the_most_severe_findings_have_tests_and_the_others_are_counted() {
        let text = written(&[(Severity::Info, MAX_TESTS), (Severity::Error, 1)]);
        assert!(text.contains(&format!("tests=\"{}\" failures=\"1\" errors=\"0\">\n", MAX_TESTS + 1)));
        assert!(text.contains("<system-out>1 more finding: "));
        let text = written(&[(Severity::Error, MAX_TESTS + 2)]);
        let tests = MAX_TESTS + 1;
        assert!(text.contains(&format!("tests=\"{tests}\" failures=\"{tests}\" errors=\"0\">\n")));
        assert!(text.contains("<failure message=\"only the 25,000 most severe findings have a test\""));
    }
}
