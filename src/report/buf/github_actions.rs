//! Commands to the runner of GitHub Actions, which shows them beside the lines that they are about.
//! See "Workflow commands" in its documentation.

use super::Row;
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) fn write(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    rows.iter().try_for_each(|row| {
        write!(out, "::error file={}", escape(row.path(), true))?;
        if row.path.is_some() {
            write!(out, ",line={},col={}", row.start.line, row.start.column)?;
            write!(out, ",endLine={},endColumn={}", row.end.line, row.end.column)?;
        }
        writeln!(out, "::{}", escape(row.message, false))
    })
}

/// The runner takes these back out; buf leaves them as they are.
fn escape(text: &str, is_property: bool) -> Cow<'_, str> {
    let is_special = |c| matches!(c, '%' | '\r' | '\n') || is_property && matches!(c, ':' | ',');
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match is_special(c) {
            true => out.push_str(&format!("%{:02X}", u32::from(c))),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_stay_on_their_line() {
        assert_eq!(escape("50%\nof: a, b", false), "50%25%0Aof: a, b");
        assert_eq!(escape("c:/a,b.proto", true), "c%3A/a%2Cb.proto");
    }
}
