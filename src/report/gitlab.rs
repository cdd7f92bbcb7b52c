//! The report that GitLab compares between the two sides of a merge request. See "Code Quality" in its
//! documentation.

use super::look::visible;
use super::{Columns, Format, Look, Paths, Position, Range, Reader, Reported, encode};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_compiler::text::ColumnUnit;
use protune_engine::check::{Fingerprint, Fingerprints};
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
    let encode = |finding: &Diagnostic, fingerprints: &mut Fingerprints, out: &mut Vec<u8>| {
        let fingerprint = fingerprints.of(findings.workspace, finding);
        encode::json(out, &Issue::of(findings, finding, fingerprint))
    };
    out.write_all(b"[\n")?;
    encode::one_by_one(findings.workspace, findings.diagnostics, b",\n", encode, out)?;
    out.write_all(if findings.diagnostics.is_empty() { b"]\n" } else { b"\n]\n" })
}

#[derive(Serialize)]
struct Issue<'a> {
    check_name: &'a str,
    description: String,
    severity: &'a str,
    #[serde(serialize_with = "encode::shown")]
    fingerprint: Fingerprint,
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
    fn of(findings: Reported<'a>, finding: &'a Diagnostic, fingerprint: Fingerprint) -> Issue<'a> {
        // There has to be a place.
        let range = findings.range_of(finding, ColumnUnit::Scalar).unwrap_or(Range::FIRST);
        Issue {
            check_name: finding.rule.as_str(),
            description: format!("{}: {}", finding.rule, visible(&finding.message)),
            severity: match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            fingerprint,
            location: Location {
                path: findings.path_in_repository(finding.place),
                positions: Positions { begin: range.start, end: range.end },
            },
        }
    }
}
