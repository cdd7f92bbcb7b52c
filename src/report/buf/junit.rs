//! JUnit's XML: a suite for each file, and a failed test for each finding.

use super::{BufFormat, Position, Row, text};
use crate::report::xml::escape;
use std::io::{self, Write};

pub(super) static FORMAT: BufFormat = BufFormat { name: "junit", is_for_changes: true, write };

fn write(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<testsuites>")?;
    for of_file in rows.chunk_by(|a, b| a.path == b.path) {
        let path = of_file[0].path();
        let name = escape(path.strip_suffix(".proto").unwrap_or(path));
        let count = of_file.len();
        writeln!(out, r#"  <testsuite name="{name}" tests="{count}" failures="{count}" errors="0">"#)?;
        of_file.iter().try_for_each(|row| write_case(row, out))?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn write_case(row: &Row<'_>, out: &mut dyn Write) -> io::Result<()> {
    let text = text::line(row);
    match row.path {
        Some(_) => {
            let Position { line, column } = row.start;
            writeln!(out, r#"    <testcase name="{}_{line}_{column}">"#, row.rule)?;
        }
        None => writeln!(out, r#"    <testcase name="{}">"#, row.rule)?,
    }
    writeln!(out, r#"      <failure message="{}" type="{}"></failure>"#, escape(&text), row.rule)?;
    writeln!(out, "    </testcase>")
}
