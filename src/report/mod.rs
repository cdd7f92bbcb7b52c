//! Formats of findings: one file per format. Reads findings and sources; decides nothing about them, and does
//! not know where its output goes.

mod buf;
mod change;
mod diff;
mod draw;
mod encode;
mod format;
mod hints;
mod look;
mod pages;
mod plan;
mod profile;
mod reported;
mod reshape;
mod semver;
mod snippet;
mod statistics;
mod summary;
mod xml;

pub use buf::{BUF_FORMATS, BufFormat, write_buf};
pub use diff::{take_lines, unified as write_diff};
pub use format::{Columns, Encode, Format, Reader};
pub use full::FORMAT as FULL;
pub use hints::{hints, list_hints};
pub use look::{Look, visible, visible_path};
pub use pages::page_url;
pub use plan::{list_aside, sum_up as sum_up_plan, write_plan};
pub use profile::{By, PROFILE_FORMATS, ProfileFormat, Proposed, notes, read_proposals, write_profile};
pub use reported::{About, Reported};
pub use reshape::{RESHAPE_FORMATS, ReshapeFormat, Reshaped};
pub use summary::{Counts, Fixes, Summary, count, count_of, grouped, left_out};
pub use text::{FORMAT as TEXT, place};

use crate::rooms::rooms;
use format::Paths;
use protune_engine::check::INCOMPLETE;
use reported::{Position, Range, Undone};

rooms! {
    /// All formats of findings, in the order in which they are listed.
    pub static FORMATS: [&Format] = FORMAT of {
        full,
        text,
        log,
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
        api_linter,
        api_linter_json,
    }
}

/// Finds a format by its name or an alias.
pub fn format_named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.name == name || format.aliases.contains(&name))
}

/// Returns the table of all formats, in Markdown.
pub fn format_table() -> String {
    let mut out = "| format | for | columns | paths |\n|---|---|---|---|\n".to_owned();
    for Format { name, aliases, doc, columns, paths, .. } in FORMATS {
        let columns = columns.name();
        let aliases: String = aliases.iter().map(|alias| format!(", `{alias}`")).collect();
        out += &format!("| `{name}`{aliases} | {doc} | {columns} | {} |\n", paths.name());
    }
    out
}

#[cfg(test)]
mod testing {
    use super::*;
    use protune_compiler::diagnostic::Diagnostic;
    use protune_engine::Workspace;

    /// The workspace of one file.
    pub(super) fn workspace(text: &str) -> Workspace {
        Workspace::of_texts([("a.proto", text)])
    }

    pub(super) fn findings<'w>(workspace: &'w Workspace, diagnostics: &'w [Diagnostic]) -> Reported<'w> {
        Reported::new(workspace, diagnostics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protune_compiler::diagnostic::{Diagnostic, Place, Severity};
    use protune_compiler::text::Span;
    use protune_engine::check::CONFIG;
    use protune_engine::documents::Language;
    use std::collections::HashSet;
    use std::path::Path;

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
