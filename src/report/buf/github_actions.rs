//! Commands to the runner of GitHub Actions, which shows them beside the lines that they are about.
//! See "Workflow commands" in its documentation. buf leaves as they are what the runner takes for codes.

use super::{BufFormat, Row};
use crate::report::github::escape;
use std::io::{self, Write};

pub(super) static FORMAT: BufFormat = BufFormat { name: "github-actions", is_for_changes: true, write };

fn write(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    rows.iter().try_for_each(|row| {
        write!(out, "::error file={}", escape(row.path(), true))?;
        if row.path.is_some() {
            write!(out, ",line={},col={}", row.start.line, row.start.column)?;
            write!(out, ",endLine={},endColumn={}", row.end.line, row.end.column)?;
        }
        writeln!(out, "::{}", escape(&row.told(), false))
    })
}
