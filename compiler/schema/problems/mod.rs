//! Problems that files have: the collector, which keeps a hundred of each file, so that a broken file costs no
//! more to judge than a good one; and the declarations, one file for each area, with a page that explains its codes.

mod declarations;
mod editions;
mod enums;
mod extensions;
mod fields;
mod files;
mod imports;
mod messages;
mod options;
mod references;
mod warnings;

pub(crate) use declarations::DeclarationProblem;
pub(crate) use editions::EditionProblem;
pub(crate) use enums::EnumProblem;
pub(crate) use extensions::ExtensionProblem;
pub(crate) use fields::FieldProblem;
pub(crate) use files::FileProblem;
pub use files::not_utf8;
pub(crate) use imports::ImportProblem;
pub(crate) use messages::MessageProblem;
pub(crate) use options::OPTION_CODES;
pub(crate) use references::ReferenceProblem;
pub(crate) use warnings::WarningProblem;

use super::{COMPILE, FileId};
use crate::diagnostic::{Diagnostic, Label, Place, Severity, Spot};
use crate::problem::{MOST, Problem, TextError};

#[derive(Default, Debug)]
pub(super) struct Problems {
    kept: Vec<Diagnostic>,
}

impl Problems {
    /// Nothing more is kept: what it costs to explain a problem can be saved.
    pub(super) fn is_full(&self) -> bool {
        self.kept.len() >= MOST
    }

    /// Puts a problem into words and keeps it, unless there are enough.
    pub(super) fn report(&mut self, place: Place, problem: impl Problem) -> Reported<'_> {
        if self.is_full() {
            return Reported(None);
        }
        self.kept.push(error_at(place, problem));
        Reported(self.kept.last_mut())
    }

    pub(super) fn push(&mut self, problem: Diagnostic) {
        if !self.is_full() {
            self.kept.push(problem);
        }
    }

    pub(super) fn take(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.kept)
    }
}

/// A problem that was reported just now, if it was kept.
pub(super) struct Reported<'p>(Option<&'p mut Diagnostic>);

impl Reported<'_> {
    /// Adds another place that matters, and why.
    pub(super) fn label(self, spot: impl Into<Spot>, message: &str) -> Self {
        Reported(self.0.map(|problem| {
            problem.labels.push(Label { spot: spot.into(), message: message.to_owned() });
            problem
        }))
    }
}

pub(super) fn error_at(place: Place, problem: impl Problem) -> Diagnostic {
    let words = problem.words();
    let mut diagnostic = Diagnostic::new(COMPILE, Severity::Error, place, words.message).code(words.code);
    diagnostic.help = words.help;
    diagnostic
}

/// An error in the text of a file as a problem of the schema.
pub(super) fn error_in(file: FileId, error: &TextError) -> Diagnostic {
    let place = Place::new(file, error.span);
    let mut diagnostic = Diagnostic::new(COMPILE, Severity::Error, place, &*error.message).code(error.code);
    diagnostic.help = error.help.as_deref().map(str::to_owned);
    match error.label {
        Some((span, message)) => diagnostic.label(Place::new(file, span), message),
        None => diagnostic,
    }
}

/// Sorts the problems of all files by place, drops echoes, and keeps the first of each file.
pub(super) fn order_and_cap(problems: &mut Vec<Diagnostic>) {
    problems.sort_by(|a, b| (a.place, &a.message).cmp(&(b.place, &b.message)));
    problems.dedup_by(|b, a| a.place == b.place && a.message == b.message);
    let (mut file, mut count) = (None, 0);
    problems.retain(|problem| {
        if file != Some(problem.place.file) {
            (file, count) = (Some(problem.place.file), 0);
        }
        count += 1;
        count <= MOST
    });
}
