//! One object a line, escaped as Go does: what HTML could take for its own is a code. What steers a terminal is one too.

use super::{BufFormat, Row};
use crate::report::encode;
use crate::report::look::is_control;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io::{self, Write};

pub(super) static FORMAT: BufFormat = BufFormat { name: "json", is_for_changes: true, write };

fn write(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        to_writer(&mut *out, &Annotation::of(row))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Annotation<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    r#type: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    plugin: Option<&'a str>,
}

impl<'a> Annotation<'a> {
    fn of(row: &'a Row<'_>) -> Annotation<'a> {
        Annotation {
            path: row.path,
            start_line: row.start.line,
            start_column: row.start.column,
            end_line: row.end.line,
            end_column: row.end.column,
            r#type: row.rule,
            message: row.message,
            plugin: row.plugin,
        }
    }
}

pub(super) fn to_writer(out: impl Write, value: &impl Serialize) -> io::Result<()> {
    Ok(value.serialize(&mut Serializer::with_formatter(out, GoStrings))?)
}

struct GoStrings;

impl Formatter for GoStrings {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        encode::json_fragment(out, fragment, |c| {
            matches!(c, '<' | '>' | '&' | '\u{2028}' | '\u{2029}') || is_control(c)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_in_go() {
        let mut out = Vec::new();
        to_writer(&mut out, &"a<b>&\"c\"\u{2028}\té\u{1}").unwrap();
        assert_eq!(str::from_utf8(&out).unwrap(), r#""a\u003cb\u003e\u0026\"c\"\u2028\té\u0001""#);
    }
}
