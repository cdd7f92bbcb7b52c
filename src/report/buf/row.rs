//! Common input of buf's formats: the data of each finding. Knows none of them.

use crate::report::Reported;
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::COMPILE;
use protune_compiler::text::ColumnUnit;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};

/// A format of buf: a file with one static.
#[derive(Debug)]
pub struct BufFormat {
    pub name: &'static str,
    /// buf has it for `breaking` as well.
    pub is_for_changes: bool,
    pub(super) write: fn(&[Row<'_>], &mut dyn Write) -> io::Result<()>,
}

/// Data that buf prints of a finding. Ordered as buf prints it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row<'w> {
    /// `None` for what is no longer there.
    pub(super) path: Option<&'w str>,
    pub(super) start: Position,
    pub(super) rule: &'static str,
    pub(super) message: &'w str,
    pub(super) end: Position,
    /// Name by which other files import it.
    pub(super) import_name: &'w str,
    /// Plugin that checks the rule, if one does.
    pub(super) plugin: Option<&'w str>,
}

impl<'w> Row<'w> {
    pub(super) fn path(&self) -> &'w str {
        self.path.unwrap_or("<input>")
    }

    /// The message, and the plugin behind it, as formats have it that are lines of text.
    pub(super) fn told(&self) -> Cow<'w, str> {
        match self.plugin {
            None => Cow::Borrowed(self.message),
            Some(plugin) => Cow::Owned(format!("{} ({plugin})", self.message)),
        }
    }
}

/// From 1; the start of the file where that is meant as a whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Returns the rows of all findings, in order.
pub(super) fn rows(findings: Reported<'_>) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = findings.diagnostics.iter().map(|finding| row(findings, finding)).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn row<'w>(findings: Reported<'w>, finding: &'w Diagnostic) -> Row<'w> {
    let text = findings.workspace.text(finding.place.file);
    // buf's compiler counts its own columns in another way than those of its rules.
    let unit = if finding.rule == COMPILE { ColumnUnit::Byte } else { ColumnUnit::Terminal };
    let position = |offset| {
        let (line, column) = text.position(offset, unit);
        Position { line: line + 1, column: column + 1 }
    };
    let plugin = findings.catalog.find(&finding.rule).and_then(|rule| rule.plugin());
    // Here a configuration stands for it.
    let is_nowhere = plugin.is_some() && findings.workspace.document(finding.place.file).content.is_some();
    let first = Position { line: 1, column: 1 };
    Row {
        path: (!findings.is_before(finding.place) && !is_nowhere).then(|| findings.path(finding.place)),
        start: finding.place.span.map_or(first, |span| position(span.start)),
        rule: finding.rule.as_str(),
        message: &finding.message,
        end: finding.place.span.map_or(first, |span| position(span.end)),
        import_name: findings.import_name(finding.place),
        plugin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing;
    use protune_compiler::diagnostic::{Place, Severity};
    use protune_compiler::schema::FileId;
    use protune_compiler::text::Span;

    #[test]
    fn rows_are_counted_and_sorted_as_by_buf() {
        let workspace = testing::workspace("\té中 x\ny\n");
        let finding = |rule, place| Diagnostic::new(rule, Severity::Error, place, "odd");
        let x = Place::new(FileId::new(0), Span::new(7, 8));
        let all = [
            finding("B", x),
            finding(COMPILE, x),
            finding("C", Place::file(FileId::new(0))),
            finding("B", x),
            finding("A", x),
        ];
        let rows = rows(testing::findings(&workspace, &all));
        let told: Vec<_> = rows.iter().map(|row| (row.rule, row.start.column, row.end.column)).collect();
        assert_eq!(told, [("C", 1, 1), (COMPILE, 8, 9), ("A", 9, 10), ("B", 9, 10)]);
    }
}
