//! A line for each finding, for the log of a job: the most severe first, and no more than logs hold.

use super::{Columns, Format, Look, Paths, Reader, Reported, encode};
use std::io::{self, Write};

pub(super) static FORMAT: Format = Format {
    name: "log",
    aliases: &[],
    doc: "the log of any CI system: `text`, the most severe first, as much as logs hold",
    columns: Columns::Fixed("characters"),
    paths: Paths::Repository,
    reader: Reader::Log,
    write,
    statistics: None,
};

fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let all = findings.by_severity();
    encode::list(findings, &findings.undone(Paths::Repository), &all, out)
}
