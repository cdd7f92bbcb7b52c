//! What findings look like: one file per format. Reads findings and sources; decides nothing about
//! them, and does not know where its output goes.

mod azure;
mod buf;
mod change;
mod checkstyle;
mod diff;
mod encode;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod look;
mod markdown;
mod msvs;
mod pages;
mod plan;
mod problem;
mod profile;
mod rdjson;
mod sarif;
mod semver;
mod snippet;
mod statistics;
mod summary;
mod teamcity;
mod text;
mod xml;

pub use buf::{BufFormat, write_buf};
pub use diff::{take_lines, unified as write_diff};
pub use look::Look;
pub use plan::{list_aside, sum_up as sum_up_plan, write_plan};
pub use problem::draw as draw_problems;
pub use profile::{By, ProfileFormat, write_profile};
pub use statistics::write_statistics;
pub use summary::{Fixes, Summary, count, count_of};
pub use text::place;

use crate::paths;
use look::visible;
use protune_compiler::diagnostic::{Diagnostic, Label, Place, Safety};
use protune_compiler::text::ColumnUnit;
use protune_engine::Workspace;
use protune_engine::check::Semver;
use protune_engine::documents::Side;
use protune_rules::Catalog;
use serde::Serialize;
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

/// What there is to report: the same for every format.
#[derive(Clone, Copy)]
pub struct Findings<'w> {
    pub workspace: &'w Workspace,
    /// The rules that found them, among others.
    pub catalog: &'w Catalog,
    /// In the order in which they are shown.
    pub diagnostics: &'w [Diagnostic],
    /// What a baseline hides, in the same order.
    pub known: &'w [Diagnostic],
    /// The most that a fix may change and still count as one that can be applied.
    pub limit: Safety,
    /// What was fixed before, where that was asked for.
    pub fixes: Option<Fixes>,
    /// The version step that the change asks for, where that was asked for. People are told of it in place of
    /// the findings.
    pub semver: Option<&'w Semver>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// For a person at a terminal: the source, with what is wrong drawn into it.
    Full,
    /// One line a finding.
    Text,
    /// One document.
    Json,
    /// One object a line.
    Jsonl,
    Sarif,
    Github,
    Gitlab,
    Azure,
    Teamcity,
    Junit,
    Checkstyle,
    Rdjson,
    Rdjsonl,
    Msvs,
    /// For people as well, but not at a terminal.
    Markdown,
}

impl Format {
    pub const ALL: &'static [Format] = &[
        Format::Full,
        Format::Text,
        Format::Json,
        Format::Jsonl,
        Format::Sarif,
        Format::Github,
        Format::Gitlab,
        Format::Azure,
        Format::Teamcity,
        Format::Junit,
        Format::Checkstyle,
        Format::Rdjson,
        Format::Rdjsonl,
        Format::Msvs,
        Format::Markdown,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Text => "text",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Sarif => "sarif",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Azure => "azure",
            Format::Teamcity => "teamcity",
            Format::Junit => "junit",
            Format::Checkstyle => "checkstyle",
            Format::Rdjson => "rdjson",
            Format::Rdjsonl => "rdjsonl",
            Format::Msvs => "msvs",
            Format::Markdown => "markdown",
        }
    }

    /// Is read by programs, to which a word of ours beside it says nothing new. Logs are read by people too.
    pub fn is_for_programs(self) -> bool {
        !matches!(self, Format::Full | Format::Text) && !self.is_for_logs()
    }

    fn is_for_logs(self) -> bool {
        matches!(self, Format::Github | Format::Azure | Format::Teamcity | Format::Msvs)
    }
}

/// Writes all findings.
pub fn write(format: Format, findings: Findings<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match (format, findings.semver) {
        (Format::Full | Format::Text, Some(semver)) => semver::write(semver, findings, look, out),
        (Format::Full, None) => full::write(findings, look, out),
        (Format::Text, None) => text::write(findings, look, out),
        (Format::Json, _) => json::document(findings, out),
        (Format::Jsonl, _) => json::lines(findings, out),
        (Format::Sarif, _) => sarif::write(findings, out),
        (Format::Github, _) => github::write(findings, out),
        (Format::Gitlab, _) => gitlab::write(findings, out),
        (Format::Azure, _) => azure::write(findings, out),
        (Format::Teamcity, _) => teamcity::write(findings, out),
        (Format::Junit, _) => junit::write(findings, out),
        (Format::Checkstyle, _) => checkstyle::write(findings, out),
        (Format::Rdjson, _) => rdjson::document(findings, out),
        (Format::Rdjsonl, _) => rdjson::lines(findings, out),
        (Format::Msvs, _) => msvs::write(findings, out),
        (Format::Markdown, _) => markdown::write(findings, out),
    }
}

/// Line and column, from 1.
#[derive(Clone, Copy, Serialize)]
struct Position {
    line: usize,
    column: usize,
}

/// The end is exclusive.
#[derive(Clone, Copy, Serialize)]
struct Range {
    start: Position,
    end: Position,
}

impl Range {
    /// The place before the first character, for formats that must have one.
    const FIRST: Range =
        Range { start: Position { line: 1, column: 1 }, end: Position { line: 1, column: 1 } };
}

impl<'w> Findings<'w> {
    /// Findings, with nothing to tell besides.
    pub fn new(workspace: &'w Workspace, diagnostics: &'w [Diagnostic]) -> Findings<'w> {
        let catalog = Catalog::compiled_in();
        Findings {
            workspace,
            catalog,
            diagnostics,
            known: &[],
            limit: Safety::Safe,
            fixes: None,
            semver: None,
        }
    }

    fn path(&self, place: Place) -> &'w str {
        &self.workspace.document(place.file).path
    }

    /// The name that a schema file is imported by, or the path of another document.
    fn import_name(&self, place: Place) -> &'w str {
        match self.workspace.document(place.file).content {
            None => self.workspace.schema.file(place.file).name(),
            Some(_) => self.path(place),
        }
    }

    /// The path as it is shown to people, who see both sides.
    fn shown_path(&self, place: Place) -> Cow<'w, str> {
        match self.workspace.before.iter().find(|before| before.files.contains(&place.file.0)) {
            Some(before) => format!("{}{}", before.prefix, self.path(place)).into(),
            None => self.path(place).into(),
        }
    }

    /// Where the file lies, or lay before it was deleted: seen from the working directory, for programs that read
    /// on in the same place.
    fn path_here(&self, place: Place) -> Cow<'w, str> {
        let path = self.path(place);
        match self.is_before(place) {
            true => format!("{}{path}", self.workspace.compared_in).into(),
            false => path.into(),
        }
    }

    /// The same, seen from the root of the repository: as services call it, which know no working directory.
    fn path_in_repository(&self, place: Place) -> Cow<'w, str> {
        let (here, Workspace { working_dir, repository, .. }) = (self.path_here(place), self.workspace);
        match working_dir == repository {
            true => here,
            false => paths::printed(&paths::absolute(Path::new(&*here), working_dir), repository).into(),
        }
    }

    /// `None` when the file as a whole is meant.
    fn range(&self, place: Place, unit: ColumnUnit) -> Option<Range> {
        let span = place.span?;
        let text = self.workspace.text(place.file);
        let position = |offset| {
            let (line, column) = text.position(offset, unit);
            Position { line: line + 1, column: column + 1 }
        };
        Some(Range { start: position(span.start), end: position(span.end) })
    }

    /// What a finding is about; `None` also when the file is gone, whose lines nobody can look at.
    fn range_of(&self, finding: &Diagnostic, unit: ColumnUnit) -> Option<Range> {
        if self.is_before(finding.place) { None } else { self.range(finding.place, unit) }
    }

    /// The most severe first, and otherwise in their order.
    fn by_severity(&self) -> Vec<&'w Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        all.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        all
    }

    /// All that there is to say of a finding where nothing can be drawn: what is wrong, what to do, and what other
    /// places have to do with it, a line each.
    fn words(&self, finding: &Diagnostic) -> String {
        let mut words = visible(&finding.message).into_owned();
        if let Some(help) = &finding.help {
            words += "\nhelp: ";
            words += &visible(help);
        }
        for label in &finding.labels {
            let place = self.place_of(label);
            let path = self.shown_path(place);
            let place = text::position(*self, place);
            let place = place.map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
            words += &format!("\n{}{place}: {}", visible(&path), visible(&label.message));
        }
        words
    }

    fn place_of(&self, label: &Label) -> Place {
        self.workspace.schema.place_of(label.spot)
    }

    /// The place is on the old side of a comparison.
    fn is_before(&self, place: Place) -> bool {
        self.workspace.document(place.file).side == Side::Before
    }
}

#[cfg(test)]
mod testing {
    use super::*;

    /// The workspace of one file.
    pub(super) fn workspace(text: &str) -> Workspace {
        Workspace::of_texts([("a.proto", text)])
    }

    pub(super) fn findings<'w>(workspace: &'w Workspace, diagnostics: &'w [Diagnostic]) -> Findings<'w> {
        Findings::new(workspace, diagnostics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::diagnostic::Severity;
    use protune_compiler::text::Span;
    use protune_engine::check::CONFIG;
    use protune_engine::documents::Language;

    /// A finding about a document that is no schema looks like any other, in every format.
    #[test]
    fn every_format_reports_configuration() {
        let mut workspace = testing::workspace("");
        let text = "version: v2\nlints: {}\n".to_owned();
        let config = workspace.add("buf.yaml".to_owned(), None, Language::Yaml, text);
        let place = Place::new(config, Span::new(12, 17));
        let all =
            [Diagnostic::new(CONFIG, Severity::Error, place, "there is no key `lints`").help("use `lint`")];
        for &format in Format::ALL {
            let mut out = Vec::new();
            write(format, testing::findings(&workspace, &all), Look::PLAIN, &mut out).unwrap();
            let told = String::from_utf8(out).unwrap();
            for part in ["buf.yaml", CONFIG, "there is no key"] {
                assert!(told.contains(part), "{}: {told}", format.name());
            }
        }
        let mut out = Vec::new();
        write(Format::Text, testing::findings(&workspace, &all), Look::PLAIN, &mut out).unwrap();
        assert_eq!(out, b"buf.yaml:2:1: error[CONFIG] there is no key `lints`\n");
    }
}
