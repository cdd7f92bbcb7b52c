//! The part of a buf.yaml that ignores every finding: by rule, with the files as they are imported.

use super::{BufFormat, Row, text};
use crate::report::encode;
use crate::report::look::is_control;
use protune_compiler::schema::COMPILE;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

pub(super) static FORMAT: BufFormat = BufFormat { name: "config-ignore-yaml", is_for_changes: false, write };

fn write(rows: &[Row<'_>], out: &mut dyn Write) -> io::Result<()> {
    // No configuration ignores what the compiler says, and rules are not done with such files.
    let errors: Vec<Row<'_>> = rows.iter().filter(|row| row.rule == COMPILE).cloned().collect();
    if !errors.is_empty() {
        return text::write(&errors, out);
    }
    let mut files: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    // What is in no file cannot be ignored there.
    for row in rows.iter().filter(|row| row.path.is_some()) {
        files.entry(row.rule).or_default().insert(row.import_name);
    }
    writeln!(out, "version: v1\nlint:\n  ignore_only:")?;
    for (rule, files) in files {
        writeln!(out, "    {rule}:")?;
        files.into_iter().try_for_each(|file| writeln!(out, "      - {}", scalar(file)))?;
    }
    Ok(())
}

/// Quoted where YAML would take it for something else.
fn scalar(path: &str) -> Cow<'_, str> {
    let begins_plain = path.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '/'));
    let is_plain = begins_plain && !path.contains(": ") && !path.contains(" #") && !path.contains(is_control);
    // JSON is YAML.
    if is_plain { Cow::Borrowed(path) } else { Cow::Owned(json(path)) }
}

fn json(path: &str) -> String {
    let mut out = Vec::new();
    encode::json(&mut out, path).expect("memory takes everything");
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_names_are_quoted() {
        assert_eq!(scalar("pets/v1/cat food.proto"), "pets/v1/cat food.proto");
        assert_eq!(scalar("@pets/\"a\": b.proto"), r#""@pets/\"a\": b.proto""#);
        assert_eq!(scalar("a #b.proto"), r#""a #b.proto""#);
    }
}
