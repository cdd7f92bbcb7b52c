//! The report that GitLab compares between the two sides of a merge request. See "Code Quality" in its
//! documentation.

use super::look::visible;
use super::reported::NO_FILE;
use super::{
    About, Columns, Format, INCOMPLETE, Look, Paths, Position, Range, Reader, Reported, Undone, encode,
};
use crate::paths;
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::text::ColumnUnit;
use protune_engine::Workspace;
use protune_engine::check::Fingerprint;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "gitlab",
    aliases: &["gitlab-code-quality"],
    doc: "GitLab Code Quality",
    columns: Columns::Fixed("characters"),
    paths: Paths::Repository,
    reader: Reader::Program,
    write,
    statistics: None,
};

/// One array, with a line for each finding.
fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let encode = |&(finding, fingerprint): &(&Diagnostic, Fingerprint), out: &mut Vec<u8>| {
        encode::json(out, &Issue::of(findings, finding, fingerprint))
    };
    let undone = findings.undone(Paths::Repository);
    out.write_all(b"[\n")?;
    for (at, what) in undone.iter().enumerate() {
        encode::json(&mut *out, &Issue::of_undone(findings, what))?;
        let is_last = at + 1 == undone.len() && findings.diagnostics.is_empty();
        out.write_all(if is_last { b"" } else { b",\n" })?;
    }
    let all = encode::fingerprinted(findings.workspace, findings.diagnostics);
    encode::one_by_one(&all, b",\n", encode, out)?;
    let is_empty = undone.is_empty() && findings.diagnostics.is_empty();
    out.write_all(if is_empty { b"]\n" } else { b"\n]\n" })
}

/// A fingerprint knows a path from the working directory. GitLab merges the reports of all jobs, and takes two issues
/// with one fingerprint for one.
fn unique(findings: Reported<'_>, fingerprint: Fingerprint) -> String {
    let Workspace { working_dir, repository, .. } = findings.workspace;
    match working_dir == repository {
        true => fingerprint.to_string(),
        false => {
            let folder = paths::printed(working_dir, repository);
            Fingerprint::of_texts([&folder, &fingerprint.to_string()]).to_string()
        }
    }
}

#[derive(Serialize)]
struct Issue<'a> {
    check_name: &'a str,
    description: String,
    severity: &'a str,
    fingerprint: String,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: Cow<'a, str>,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Position,
    end: Position,
}

impl<'a> Issue<'a> {
    fn of_undone(findings: Reported<'_>, Undone { path, message }: &'a Undone<'a>) -> Issue<'a> {
        let About { command, subject } = findings.about;
        Issue {
            check_name: INCOMPLETE,
            description: format!("{INCOMPLETE}: {}", visible(message)),
            severity: "blocker",
            fingerprint: Fingerprint::of_texts([INCOMPLETE, command, subject, message]).to_string(),
            location: Location {
                path: path.as_deref().unwrap_or(NO_FILE).into(),
                positions: Positions { begin: Range::FIRST.start, end: Range::FIRST.end },
            },
        }
    }

    fn of(findings: Reported<'a>, finding: &'a Diagnostic, fingerprint: Fingerprint) -> Issue<'a> {
        // There has to be a place.
        let range = findings.range_of(finding, ColumnUnit::Scalar).unwrap_or(Range::FIRST);
        Issue {
            check_name: finding.rule.as_str(),
            description: format!("{}: {}", finding.rule, findings.line(finding)),
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            fingerprint: unique(findings, fingerprint),
            location: Location {
                path: findings.path_in_repository(finding.place),
                positions: Positions { begin: range.start, end: range.end },
            },
        }
    }
}
