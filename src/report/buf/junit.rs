//! JUnit's XML: a suite for each file, and a failed test for each finding.

use super::{Position, Row, text};
use std::borrow::Cow;
use std::io::{self, Write};

pub(super) fn write(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
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

/// For the inside of an attribute. What XML cannot hold at all is replaced.
fn escape(text: &str) -> Cow<'_, str> {
    let code = |c: char| match c {
        '"' => Some("&#34;"),
        '\'' => Some("&#39;"),
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\t' => Some("&#x9;"),
        '\n' => Some("&#xA;"),
        '\r' => Some("&#xD;"),
        '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}"),
        _ => None,
    };
    if text.chars().all(|c| code(c).is_none()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match code(c) {
            Some(code) => out.push_str(code),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_escaped() {
        assert_eq!(escape("pets/v1"), "pets/v1");
        assert_eq!(escape("a\"b' <c>&\t\n\u{1}é"), "a&#34;b&#39; &lt;c&gt;&amp;&#x9;&#xA;\u{fffd}é");
    }
}
