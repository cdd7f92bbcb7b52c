//! Findings in buf's own formats, so that a command line and what reads its output carry over. Only the
//! words are ours. Decides nothing, and knows no flag.

mod config_ignore_yaml;
mod github_actions;
mod gitlab_code_quality;
mod json;
mod junit;
mod msvs;
mod text;

use super::Findings;
use protune_compiler::diagnostic::Diagnostic;
use protune_compiler::schema::COMPILE;
use protune_compiler::text::ColumnUnit;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BufFormat {
    Text,
    Json,
    Msvs,
    Junit,
    GithubActions,
    GitlabCodeQuality,
    ConfigIgnoreYaml,
}

impl BufFormat {
    pub const ALL: &'static [BufFormat] = &[
        BufFormat::Text,
        BufFormat::Json,
        BufFormat::Msvs,
        BufFormat::Junit,
        BufFormat::GithubActions,
        BufFormat::GitlabCodeQuality,
        BufFormat::ConfigIgnoreYaml,
    ];

    pub fn name(self) -> &'static str {
        match self {
            BufFormat::Text => "text",
            BufFormat::Json => "json",
            BufFormat::Msvs => "msvs",
            BufFormat::Junit => "junit",
            BufFormat::GithubActions => "github-actions",
            BufFormat::GitlabCodeQuality => "gitlab-code-quality",
            BufFormat::ConfigIgnoreYaml => "config-ignore-yaml",
        }
    }
}

/// Writes all findings, whatever their severity, since buf has only one; without any, nothing.
pub fn write_buf(format: BufFormat, findings: Findings<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(findings);
    if rows.is_empty() {
        return Ok(());
    }
    match format {
        BufFormat::Text => text::write(&rows, out),
        BufFormat::Json => json::write(&rows, out),
        BufFormat::Msvs => msvs::write(&rows, out),
        BufFormat::Junit => junit::write(&rows, out),
        BufFormat::GithubActions => github_actions::write(&rows, out),
        BufFormat::GitlabCodeQuality => gitlab_code_quality::write(&rows, out),
        BufFormat::ConfigIgnoreYaml => config_ignore_yaml::write(&rows, out),
    }
}

/// What buf says of a finding. Ordered as buf prints it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Row<'w> {
    /// `None` for what is no longer there.
    path: Option<&'w str>,
    start: Position,
    rule: &'static str,
    message: &'w str,
    end: Position,
    /// What other files import it by.
    import_name: &'w str,
}

impl<'w> Row<'w> {
    fn path(&self) -> &'w str {
        self.path.unwrap_or("<input>")
    }
}

/// From 1; the start of the file where that is meant as a whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Position {
    line: usize,
    column: usize,
}

fn rows(findings: Findings<'_>) -> Vec<Row<'_>> {
    let mut rows: Vec<Row<'_>> = findings.diagnostics.iter().map(|finding| row(findings, finding)).collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn row<'w>(findings: Findings<'w>, finding: &'w Diagnostic) -> Row<'w> {
    let text = findings.workspace.text(finding.place.file);
    // buf's compiler counts its own columns in another way than it tells its rules.
    let unit = if finding.rule == COMPILE { ColumnUnit::Byte } else { ColumnUnit::Terminal };
    let position = |offset| {
        let (line, column) = text.position(offset, unit);
        Position { line: line + 1, column: column + 1 }
    };
    let first = Position { line: 1, column: 1 };
    Row {
        path: (!findings.is_before(finding.place)).then(|| findings.path(finding.place)),
        start: finding.place.span.map_or(first, |span| position(span.start)),
        rule: finding.rule.as_str(),
        message: &finding.message,
        end: finding.place.span.map_or(first, |span| position(span.end)),
        import_name: findings.import_name(finding.place),
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
        let x = Place::new(FileId(0), Span::new(7, 8));
        let all = [
            finding("B", x),
            finding(COMPILE, x),
            finding("C", Place::file(FileId(0))),
            finding("B", x),
            finding("A", x),
        ];
        let rows = rows(testing::findings(&workspace, &all));
        let told: Vec<_> = rows.iter().map(|row| (row.rule, row.start.column, row.end.column)).collect();
        assert_eq!(told, [("C", 1, 1), (COMPILE, 8, 9), ("A", 9, 10), ("B", 9, 10)]);
    }
}
