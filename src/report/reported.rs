//! Input of every format, and the locations in it.

use super::format::Paths;
use super::look::{visible, visible_path};
use super::summary::Fixes;
use crate::paths;
use protune_compiler::diagnostic::{Diagnostic, Label, Place, Safety};
use protune_compiler::text::ColumnUnit;
use protune_engine::Workspace;
use protune_engine::check::{CONFIG, Semver};
use protune_engine::documents::Side;
use protune_rules::Catalog;
use serde::Serialize;
use std::borrow::Cow;
use std::path::Path;

/// The command that reports, and what it was asked to judge. Two folders of a repository are two reports.
#[derive(Clone, Copy, Debug)]
pub struct About<'w> {
    pub command: &'static str,
    /// Paths seen from the root of the repository; empty for all of it.
    pub subject: &'w str,
}

/// Path for work that is about no file, in formats that ask for one.
pub(super) const NO_FILE: &str = ".";

/// Line and column where the file as a whole is meant, in formats that must have some.
pub(super) const WHOLE: (usize, usize) = (1, 1);

/// Work that could not be done.
pub(super) struct Undone<'w> {
    /// File that it is about, if it is about one.
    pub(super) path: Option<Cow<'w, str>>,
    /// Says what could not be done, and why; may have several lines.
    pub(super) message: Cow<'w, str>,
}

/// Input of every format: the findings and their sources.
#[derive(Clone, Copy)]
pub struct Reported<'w> {
    pub about: About<'w>,
    pub workspace: &'w Workspace,
    /// The rules that found them, among others.
    pub catalog: &'w Catalog,
    /// In the order in which they are shown.
    pub diagnostics: &'w [Diagnostic],
    /// Work that could not be done, besides reading what `workspace` could not read.
    pub undone: &'w [String],
    /// Findings that a baseline hides, in the same order.
    pub known: &'w [Diagnostic],
    /// Number of findings that this run recorded in a baseline.
    pub recorded: usize,
    /// Number of skipped paths.
    pub skipped: usize,
    /// Number of files with changes, if only changes count.
    pub changed: Option<usize>,
    /// The most that a fix may change and still count as one that can be applied.
    pub limit: Safety,
    /// Fixes made before, if fixing was requested.
    pub fixes: Option<Fixes>,
    /// The version step that the change requires, if it was requested. Formats for people show it in place of
    /// the findings.
    pub semver: Option<&'w Semver>,
    /// Whether formats for people show all reasons of the version step.
    pub is_verbose: bool,
    /// Unit of columns where `--columns` names one and the format lets it.
    pub columns: Option<ColumnUnit>,
}

/// Line and column, from 1.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// The end is exclusive.
#[derive(Clone, Copy, Serialize)]
pub(super) struct Range {
    pub(super) start: Position,
    pub(super) end: Position,
}

impl Range {
    /// The place before the first character, for formats that must have one.
    pub(super) const FIRST: Range =
        Range { start: Position { line: 1, column: 1 }, end: Position { line: 1, column: 1 } };
}

impl<'w> Reported<'w> {
    /// Findings without notes.
    pub fn new(workspace: &'w Workspace, diagnostics: &'w [Diagnostic]) -> Reported<'w> {
        let catalog = Catalog::compiled_in();
        Reported {
            about: About { command: "lint", subject: "" },
            workspace,
            catalog,
            diagnostics,
            undone: &[],
            known: &[],
            recorded: 0,
            skipped: 0,
            changed: None,
            limit: Safety::Safe,
            fixes: None,
            semver: None,
            is_verbose: false,
            columns: None,
        }
    }

    pub(super) fn path(&self, place: Place) -> &'w str {
        &self.workspace.document(place.file).path
    }

    /// The name that a schema file is imported by, or the path of another document.
    pub(super) fn import_name(&self, place: Place) -> &'w str {
        match self.workspace.document(place.file).content {
            None => self.workspace.schema.file(place.file).name(),
            Some(_) => self.path(place),
        }
    }

    /// The path as it is shown to people, who see both sides; nothing in it steers a terminal.
    pub(super) fn shown_path(&self, place: Place) -> Cow<'w, str> {
        match self.path_before(place) {
            Some(path) => visible_path(&path).into_owned().into(),
            None => visible_path(self.path(place)),
        }
    }

    /// The same, relative to the root of the repository: beside paths that are.
    fn shown_path_in_repository(&self, place: Place) -> Cow<'w, str> {
        let Some(path) = self.path_before(place) else {
            return visible_path(&self.path_in_repository(place)).into_owned().into();
        };
        let Workspace { working_dir, repository, .. } = self.workspace;
        let absolute = paths::absolute(Path::new(&path), working_dir);
        // Inside an archive or a commit, the path begins with its name already.
        let is_on_disk = self.workspace.document(place.file).disk.as_ref() == Some(&absolute);
        let path = if is_on_disk { paths::printed(&absolute, repository) } else { path };
        visible_path(&path).into_owned().into()
    }

    /// The path of a file on an old side, behind the prefix of that side.
    fn path_before(&self, place: Place) -> Option<String> {
        let before = self.workspace.before.iter().find(|before| before.files.contains(&place.file))?;
        Some(format!("{}{}", before.prefix, self.path(place)))
    }

    /// Path of the file, before its deletion if it was deleted, relative to the working directory: for
    /// programs that read it in the same place.
    pub(super) fn path_here(&self, place: Place) -> Cow<'w, str> {
        let path = self.path(place);
        match self.is_before(place) {
            true => format!("{}{path}", self.workspace.compared_in).into(),
            false => path.into(),
        }
    }

    /// The same, relative to the root of the repository: the name for services, which know no working directory.
    pub(super) fn path_in_repository(&self, place: Place) -> Cow<'w, str> {
        self.in_repository(self.path_here(place))
    }

    fn in_repository(&self, here: Cow<'w, str>) -> Cow<'w, str> {
        let Workspace { working_dir, repository, .. } = self.workspace;
        match working_dir == repository {
            true => here,
            false => paths::printed(&paths::absolute(Path::new(&*here), working_dir), repository).into(),
        }
    }

    /// All work that could not be done. A report that names none of it would claim that it was.
    pub(super) fn undone(&self, base: Paths) -> Vec<Undone<'w>> {
        let unread = self.workspace.failures.iter().map(|failure| {
            let path: Cow<'w, str> = failure.path.as_str().into();
            let path = if base == Paths::Repository { self.in_repository(path) } else { path };
            let message = format!("cannot read {path}: {}", failure.reason).into();
            Undone { path: Some(path), message }
        });
        let rest = self.undone.iter().map(|what| Undone { path: None, message: what.as_str().into() });
        unread.chain(rest).collect()
    }

    /// Returns whether all the work was done. Findings about configurations stand for schemas that were not judged.
    pub fn is_complete(&self) -> bool {
        let has_config = || self.diagnostics.iter().any(|finding| finding.rule == CONFIG);
        self.workspace.failures.is_empty() && self.undone.is_empty() && !has_config()
    }

    /// Line and column as people count them, from 1; `None` when the file as a whole is meant.
    pub(super) fn position(&self, place: Place) -> Option<(usize, usize)> {
        let start = place.span?.start;
        let unit = self.columns.unwrap_or(ColumnUnit::Scalar);
        let (line, column) = self.workspace.text(place.file).position(start, unit);
        Some((line + 1, column + 1))
    }

    /// `None` when the file as a whole is meant.
    pub(super) fn range(&self, place: Place, unit: ColumnUnit) -> Option<Range> {
        let span = place.span?;
        let text = self.workspace.text(place.file);
        let position = |offset| {
            let (line, column) = text.position(offset, unit);
            Position { line: line + 1, column: column + 1 }
        };
        Some(Range { start: position(span.start), end: position(span.end) })
    }

    /// Range of a finding; `None` also if the file was deleted, whose lines nobody can look at.
    pub(super) fn range_of(&self, finding: &Diagnostic, unit: ColumnUnit) -> Option<Range> {
        if self.is_before(finding.place) { None } else { self.range(finding.place, unit) }
    }

    /// The most severe first, and otherwise in their order.
    pub(super) fn by_severity(&self) -> Vec<&'w Diagnostic> {
        let mut all: Vec<&Diagnostic> = self.diagnostics.iter().collect();
        all.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        all
    }

    /// All that there is to say of a finding where nothing can be drawn: what is wrong, what to do, and what other
    /// places have to do with it, a line each. Other places are relative to the same folder as the place of the finding.
    pub(super) fn words(&self, finding: &Diagnostic, base: Paths) -> String {
        let mut words = visible(&finding.message).into_owned();
        if let Some(help) = &finding.help {
            words += "\nhelp: ";
            words += &visible(help);
        }
        for label in &finding.labels {
            let place = self.place_of(label);
            let path = match base {
                Paths::WorkingDir => self.shown_path(place),
                Paths::Repository => self.shown_path_in_repository(place),
            };
            let place = self.position(place);
            let place = place.map_or(String::new(), |(line, column)| format!(":{line}:{column}"));
            words += &format!("\n{}{place}: {}", path, visible(&label.message));
        }
        words
    }

    /// Message and help on one line, for readers that show no more.
    pub(super) fn line(&self, finding: &Diagnostic) -> String {
        let message = visible(&finding.message);
        match &finding.help {
            Some(help) => format!("{message}; help: {}", visible(help)),
            None => message.into_owned(),
        }
    }

    pub(super) fn place_of(&self, label: &Label) -> Place {
        self.workspace.schema.place_of(label.spot)
    }

    /// The place is on the old side of a comparison.
    pub(super) fn is_before(&self, place: Place) -> bool {
        self.workspace.document(place.file).side == Side::Before
    }
}
