//! `path:line:column:message`. Omits the rule.

use super::{BufFormat, Row};
use crate::report::look::{visible, visible_path};
use std::io::{self, Write};

pub(super) static FORMAT: BufFormat = BufFormat { name: "text", is_for_changes: true, write };

pub(super) fn write(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    rows.iter().try_for_each(|row| writeln!(out, "{}", line(row)))
}

pub(super) fn line(row: &Row<'_>) -> String {
    format!("{}:{}:{}:{}", visible_path(row.path()), row.start.line, row.start.column, visible(&row.told()))
}
