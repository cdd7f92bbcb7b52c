//! What findings look like: one file per format. Reads findings and sources; decides nothing about
//! them, and does not know where its output goes.

mod buf;
mod change;
mod diff;
mod encode;
mod format;
mod look;
mod pages;
mod plan;
mod profile;
mod semver;
mod snippet;
mod statistics;
mod summary;
mod xml;

pub use buf::{BUF_FORMATS, BufFormat, write_buf};
pub use diff::{take_lines, unified as write_diff};
pub use format::{Encode, Format, Reader, table as format_table};
pub use full::FORMAT as FULL;
pub use look::Look;
pub use plan::{list_aside, sum_up as sum_up_plan, write_plan};
pub use profile::{By, PROFILE_FORMATS, ProfileFormat, write_profile};
pub use summary::{Fixes, Summary, count, count_of};
pub use text::{FORMAT as TEXT, place};

use crate::paths;
use crate::rooms::rooms;
use format::Paths;
use look::visible;
use protune_compiler::diagnostic::{Diagnostic, Label, Place, Safety};
use protune_compiler::text::ColumnUnit;
use protune_engine::Workspace;
use protune_engine::check::Semver;
use protune_engine::documents::Side;
use serde::Serialize;
use std::borrow::Cow;
use std::path::Path;

rooms! {
    /// All formats of findings, in the order in which they are listed.
    pub static FORMATS: [&Format] = FORMAT of {
        full,
        text,
        json,
        jsonl,
        sarif,
        github,
        gitlab,
        azure,
        teamcity,
        junit,
        checkstyle,
        rdjson,
        rdjsonl,
        msvs,
        markdown,
    }
}

/// What there is to report: the same for every format.
#[derive(Clone, Copy)]
pub struct Findings<'w> {
    pub workspace: &'w Workspace,
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
        Findings { workspace, diagnostics, known: &[], limit: Safety::Safe, fixes: None, semver: None }
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
    use std::collections::HashSet;

    /// A file that declares a format and is not in the list would not even be compiled.
    #[test]
    fn every_format_is_listed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report");
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let texts = files.filter(|path| path.is_file()).map(|path| std::fs::read_to_string(path).unwrap());
        let declared = texts.filter(|text| text.contains("\npub(super) static FORMAT: Format = ")).count();
        let public = [&full::FORMAT, &text::FORMAT].len();
        assert_eq!(declared + public, FORMATS.len());
        let names: HashSet<&str> =
            FORMATS.iter().flat_map(|format| format.aliases.iter().copied().chain([format.name])).collect();
        let aliases: usize = FORMATS.iter().map(|format| format.aliases.len()).sum();
        assert_eq!(names.len(), FORMATS.len() + aliases);
    }

    /// A finding about a document that is no schema looks like any other, in every format.
    #[test]
    fn every_format_reports_configuration() {
        let mut workspace = testing::workspace("");
        let text = "version: v2\nlints: {}\n".to_owned();
        let config = workspace.add("buf.yaml".to_owned(), None, Language::Yaml, text);
        let place = Place::new(config, Span::new(12, 17));
        let all =
            [Diagnostic::new(CONFIG, Severity::Error, place, "there is no key `lints`").help("use `lint`")];
        for format in FORMATS {
            let mut out = Vec::new();
            (format.write)(testing::findings(&workspace, &all), Look::PLAIN, &mut out).unwrap();
            let told = String::from_utf8(out).unwrap();
            for part in ["buf.yaml", CONFIG, "there is no key"] {
                assert!(told.contains(part), "{}: {told}", format.name);
            }
        }
        let mut out = Vec::new();
        (TEXT.write)(testing::findings(&workspace, &all), Look::PLAIN, &mut out).unwrap();
        assert_eq!(out, b"buf.yaml:2:1: error[CONFIG] there is no key `lints`\n");
    }
}
