//! The Reviewdog Diagnostic Format, one object a line: those of `rdjson`.

use super::rdjson::{is_empty, objects};
use super::{Columns, Format, Look, Paths, Reader, Reported};
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "rdjsonl",
    aliases: &[],
    doc: "reviewdog, with suggestions: one object a line",
    columns: Columns::Fixed("bytes"),
    paths: Paths::WorkingDir,
    reader: Reader::Program,
    write,
    statistics: None,
};

fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    objects(findings, b"\n", out)?;
    out.write_all(if is_empty(findings) { b"" } else { b"\n" })
}
