//! Results of our compiler for a case, in process: its findings as text, their lines, and the descriptors.
//! Judges nothing.

use super::case::Case;
use protune_compiler::descriptor::{self, Include};
use protune_compiler::diagnostic::{Diagnostic, Place, Severity};
use protune_compiler::schema::{self, File, FileId, Schema, lower};
use protune_compiler::syntax::parse_bytes;
use protune_compiler::text::ColumnUnit;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The main file of a case comes first.
const MAIN: FileId = FileId::new(0);

pub(crate) struct Ours {
    problems: Vec<Diagnostic>,
    /// The findings as they are written down.
    pub(crate) text: String,
    /// The files and lines, from 1, that findings and their labels begin on.
    pub(crate) lines: BTreeSet<(String, usize)>,
    /// A `FileDescriptorSet` of the main file, with source info; empty when there are problems.
    pub(crate) set: Vec<u8>,
}

impl Ours {
    pub(crate) fn rejects(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }

    /// Returns the messages that are not in lower case without a full stop, as all messages should be.
    pub(crate) fn wording(&self) -> Vec<String> {
        let labels =
            self.problems.iter().flat_map(|problem| &problem.labels).map(|label| label.message.as_str());
        let messages = self.problems.iter().map(|problem| problem.message.as_str());
        let helps = self.problems.iter().filter_map(|problem| problem.help.as_deref());
        let is_odd =
            |text: &&str| text.starts_with(char::is_uppercase) || text.ends_with('.') || text.is_empty();
        messages.chain(helps).chain(labels).filter(is_odd).map(|text| format!("{text:?}")).collect()
    }
}

pub(crate) fn compile(case: &Case) -> Ours {
    let lowered = |file: &String| lower(file.as_str(), parse_bytes(case.bytes(file)));
    let files: Vec<File> = case.files.iter().map(lowered).collect();
    let schema = schema::compile_files(files);
    let mut ours = Ours {
        problems: schema.problems().to_vec(),
        text: text(&schema, case.files.len() > 1),
        lines: lines(&schema),
        set: Vec::new(),
    };
    if !ours.rejects() {
        let include = Include { source_info: true, source_options: false };
        ours.set = descriptor::set_entry(&schema, MAIN, include);
    }
    ours
}

/// The findings, each on a line, with its help and labels below it.
fn text(schema: &Schema, names_files: bool) -> String {
    let place = |place: Place| show(schema, place, names_files);
    let mut out = String::new();
    for problem in schema.problems() {
        let _ = writeln!(out, "{} {}", place(problem.place), problem.message);
        if let Some(help) = &problem.help {
            let _ = writeln!(out, "    help: {help}");
        }
        for label in &problem.labels {
            let _ = writeln!(out, "    label {} {}", place(schema.place_of(label.spot)), label.message);
        }
    }
    out
}

/// Lines and columns in Unicode scalar values, from 1, ends exclusive. Other files than the main one
/// are always named.
fn show(schema: &Schema, place: Place, names_files: bool) -> String {
    let file = schema.file(place.file);
    let Some(span) = place.span else { return file.name().to_owned() };
    let position = |offset| {
        let (line, column) = file.lines().position(offset, ColumnUnit::Scalar);
        format!("{}:{}", line + 1, column + 1)
    };
    let range = format!("{}-{}", position(span.start), position(span.end));
    if names_files || place.file != MAIN { format!("{}:{range}", file.name()) } else { range }
}

fn lines(schema: &Schema) -> BTreeSet<(String, usize)> {
    let labels = schema.problems().iter().flat_map(|problem| &problem.labels);
    let labels = labels.map(|label| schema.place_of(label.spot));
    let places = schema.problems().iter().map(|problem| problem.place).chain(labels);
    let line = |place: Place| {
        let file = schema.file(place.file);
        place.span.map(|span| (file.name().to_owned(), file.lines().line(span.start) + 1))
    };
    places.filter_map(line).collect()
}
