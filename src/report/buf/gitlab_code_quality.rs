//! The report that GitLab compares between the two sides of a merge request: one array, on one line.

use super::{BufFormat, Position, Row, json};
use crate::digest::Digest;
use serde::Serialize;
use std::io::{self, Write};

pub(super) static FORMAT: BufFormat = BufFormat { name: "gitlab-code-quality", is_for_changes: true, write };

fn write(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    for (at, row) in rows.iter().enumerate() {
        out.write_all(if at == 0 { b"[" } else { b"," })?;
        let mut issue = Issue::of(row);
        issue.fingerprint = Some(fingerprint(&issue)?);
        json::to_writer(&mut *out, &issue)?;
    }
    out.write_all(b"]\n")
}

#[derive(Serialize)]
struct Issue<'a> {
    description: &'a str,
    check_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
    location: Location<'a>,
    severity: &'a str,
}

#[derive(Serialize)]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    positions: Positions,
}

#[derive(Serialize)]
struct Positions {
    begin: Place,
    end: Place,
}

/// Empty in what is no longer there.
#[derive(Serialize)]
struct Place {
    #[serde(flatten)]
    position: Option<Position>,
}

impl<'a> Issue<'a> {
    fn of(row: &'a Row<'_>) -> Issue<'a> {
        let place = |position| Place { position: row.path.map(|_| position) };
        let positions = Positions { begin: place(row.start), end: place(row.end) };
        Issue {
            description: row.message,
            check_name: row.rule,
            fingerprint: None,
            location: Location { path: row.path, positions },
            severity: "minor",
        }
    }
}

/// 64 bytes of SHAKE256 over the issue without it, in hexadecimal digits.
fn fingerprint(issue: &Issue<'_>) -> io::Result<String> {
    let mut text = Vec::new();
    json::to_writer(&mut text, issue)?;
    Ok(Digest::of(&text).hex::<64>())
}
