//! The report of api-linter, in JSON: the objects of `api-linter`, one on a line.

use super::api_linter::{File, by_file, is_empty};
use super::{Columns, Format, Look, Paths, Reader, Reported, encode};
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "api-linter-json",
    aliases: &[],
    doc: "readers of the JSON of api-linter",
    columns: Columns::Fixed("characters, tabs to 8"),
    paths: Paths::WorkingDir,
    reader: Reader::Program,
    write: document,
    statistics: None,
};

fn document(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    if !is_empty(findings) {
        out.write_all(b"\n")?;
        by_file(findings, b",\n", |file: &File<'_>, out| encode::json(out, file), out)?;
        out.write_all(b"\n")?;
    }
    out.write_all(b"]\n")
}
