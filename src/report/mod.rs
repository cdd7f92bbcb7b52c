//! What findings look like: one file per format. Reads findings and sources; decides nothing about
//! them, and does not know where its output goes.

mod buf;
mod change;
mod diff;
mod full;
mod json;
mod look;
mod plan;
mod problem;
mod profile;
mod semver;
mod snippet;
mod summary;
mod text;

pub use buf::{BufFormat, write_buf};
pub use diff::{take_lines, unified as write_diff};
pub use look::Look;
pub use plan::{Plan, list_aside, sum_up as sum_up_plan, write_plan};
pub use problem::draw as draw_problems;
pub use profile::{By, ProfileFormat, write_profile};
pub use summary::{Fixes, Summary, count, count_of};
pub use text::place;

use crate::check::Semver;
use crate::workspace::{Side, Workspace};
use protune_compiler::diagnostic::{Diagnostic, Place, Safety};
use protune_rules::Rule;
use std::borrow::Cow;
use std::io::{self, Write};

/// What there is to report: the same for every format.
#[derive(Clone, Copy)]
pub struct Findings<'w> {
    pub workspace: &'w Workspace,
    /// In the order in which they are shown.
    pub diagnostics: &'w [Diagnostic],
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
}

impl Format {
    pub const ALL: &'static [Format] = &[Format::Full, Format::Text, Format::Json, Format::Jsonl];

    pub fn name(self) -> &'static str {
        match self {
            Format::Full => "full",
            Format::Text => "text",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
        }
    }

    /// Is read by programs, to which a word of ours beside it says nothing new.
    pub fn is_for_programs(self) -> bool {
        matches!(self, Format::Json | Format::Jsonl)
    }
}

/// Writes all findings.
pub fn write(format: Format, findings: Findings<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    if let (Some(semver), false) = (findings.semver, format.is_for_programs()) {
        return semver::write(semver, findings, look, out);
    }
    match format {
        Format::Full => full::write(findings, look, out),
        Format::Text => text::write(findings, look, out),
        Format::Json => json::document(findings, out),
        Format::Jsonl => json::lines(findings, out),
    }
}

/// Where the page of a rule can be read. A room does not repeat the name of its wing.
pub fn page_url(rule: &Rule) -> String {
    let (wing, id) = (rule.wing.name().to_ascii_lowercase(), rule.id.to_ascii_lowercase());
    let room = id.strip_prefix(&format!("{wing}_")).unwrap_or(&id);
    format!("{PAGES}/{wing}/{room}.md")
}

const PAGES: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/rules");

impl<'w> Findings<'w> {
    fn path(&self, place: Place) -> &'w str {
        &self.workspace.source(place.file).path
    }

    /// The path as it is shown to people, who see both sides.
    fn shown_path(&self, place: Place) -> Cow<'w, str> {
        match self.workspace.before.iter().find(|before| before.files.contains(&place.file.0)) {
            Some(before) => format!("{}{}", before.prefix, self.path(place)).into(),
            None => self.path(place).into(),
        }
    }

    /// The place is on the old side of a comparison.
    fn is_before(&self, place: Place) -> bool {
        self.workspace.source(place.file).side == Side::Before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_where_its_address_says() {
        for rule in protune_rules::RULES {
            let url = page_url(rule);
            let page = url.strip_prefix(PAGES).unwrap();
            let path = format!("{}/rules{page}", env!("CARGO_MANIFEST_DIR"));
            assert_eq!(std::fs::read_to_string(path).unwrap(), rule.doc, "{url}");
        }
    }
}

#[cfg(test)]
mod testing {
    use super::*;
    use crate::workspace::{Reach, Request, Scope};

    /// The workspace of one file.
    pub(super) fn workspace(text: &str) -> Workspace {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.proto");
        std::fs::write(&path, text).unwrap();
        let scope = Scope::find(Request { paths: vec![path], ..Request::default() });
        Workspace::load(&scope.ok().unwrap(), Reach::Files)
    }

    pub(super) fn findings<'w>(workspace: &'w Workspace, diagnostics: &'w [Diagnostic]) -> Findings<'w> {
        Findings { workspace, diagnostics, limit: Safety::Safe, fixes: None, semver: None }
    }
}
