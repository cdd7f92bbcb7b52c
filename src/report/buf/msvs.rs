//! Format of the compilers of Visual Studio.

use super::{BufFormat, Row};
use crate::report::look::{visible, visible_path};
use std::io::{self, Write};

pub(super) static FORMAT: BufFormat = BufFormat { name: "msvs", is_for_changes: true, write };

fn write(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    rows.iter().try_for_each(|row| {
        let (line, column) = (row.start.line, row.start.column);
        writeln!(
            out,
            "{}({line},{column}) : error {} : {}",
            visible_path(row.path()),
            row.rule,
            visible(&row.told())
        )
    })
}
