//! Findings for programs, one object a line: those of `json`.

use super::json::{Semver, write_parted};
use super::{Columns, Format, Look, Paths, Reader, Reported, encode, statistics};
use serde::Serialize;
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "jsonl",
    aliases: &[],
    doc: "programs: one object a line, each a finding of `json`",
    columns: Columns::Fixed("characters and bytes"),
    paths: Paths::WorkingDir,
    reader: Reader::Program,
    write,
    statistics: Some(statistics::lines),
};

fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    write_parted(findings, b"\n", out)?;
    out.write_all(if findings.diagnostics.is_empty() { b"" } else { b"\n" })?;
    let Some(semver) = findings.semver else { return Ok(()) };
    encode::json(&mut *out, &Closing { semver: Semver::of(semver) })?;
    out.write_all(b"\n")
}

/// The last line, where a version step was asked for.
#[derive(Serialize)]
struct Closing<'a> {
    semver: Semver<'a>,
}
