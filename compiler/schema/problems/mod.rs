//! Problems of files: a collector, which keeps at most a hundred of each file, so that a broken file costs no more than
//! a good one; and the declarations, one file for each area, with a page that explains its codes.

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
pub(crate) use options::OptionProblem;
pub(crate) use references::ReferenceProblem;
pub(crate) use warnings::WarningProblem;

use super::{COMPILE, FileId};
use crate::diagnostic::{Diagnostic, Label, Place, Severity, Spot};
use crate::problem::{MOST, Problem, TextError};
use std::borrow::Cow;

/// Problems of one file, up to a limit.
#[derive(Default, Debug)]
pub struct Problems {
    kept: Vec<Diagnostic>,
    /// Hashes of names that were not found in packages. If any file declares one of them, the problems change.
    missed: Vec<u64>,
}

impl Problems {
    /// Returns whether no more problems are kept, so that callers can skip the cost of explaining one.
    pub(super) fn is_full(&self) -> bool {
        self.kept.len() >= MOST
    }

    /// Formats a problem and keeps it, unless the limit is reached.
    pub(super) fn report(&mut self, place: Place, problem: impl Problem) -> Reported<'_> {
        if self.is_full() {
            return Reported(None);
        }
        self.kept.push(error_at(place, problem));
        Reported(self.kept.last_mut())
    }

    pub(super) fn miss(&mut self, names: &[u64]) {
        self.missed.extend(names);
    }

    pub(super) fn list(&self) -> &[Diagnostic] {
        &self.kept
    }

    pub(super) fn missed(&self) -> &[u64] {
        &self.missed
    }
}

/// Problem that was just reported, if it was kept.
pub(super) struct Reported<'p>(Option<&'p mut Diagnostic>);

impl Reported<'_> {
    /// Adds another place that matters, and why.
    pub(super) fn label(mut self, spot: impl Into<Spot>, message: &str) -> Self {
        if let Some(problem) = &mut self.0 {
            problem.labels.push(Label { spot: spot.into(), message: message.to_owned() });
        }
        self
    }
}

pub(super) fn error_at(place: Place, problem: impl Problem) -> Diagnostic {
    let words = problem.words();
    let mut diagnostic = Diagnostic::new(COMPILE, Severity::Error, place, words.message).code(words.code);
    diagnostic.help = words.help.map(Cow::Owned);
    diagnostic
}

/// Converts an error in the text of a file to a problem of the schema.
pub(super) fn error_in(file: FileId, error: &TextError) -> Diagnostic {
    let place = Place::new(file, error.span);
    let mut diagnostic = Diagnostic::new(COMPILE, Severity::Error, place, &*error.message).code(error.code);
    diagnostic.help = error.help.as_deref().map(|help| Cow::Owned(help.to_owned()));
    match error.label {
        Some((span, message)) => diagnostic.label(Place::new(file, span), message),
        None => diagnostic,
    }
}

/// Sorts the problems of a file by place, drops echoes, and keeps the first.
pub(super) fn order_and_cap(problems: &mut Vec<Diagnostic>) {
    problems.sort_by(|a, b| (a.place, &a.message).cmp(&(b.place, &b.message)));
    problems.dedup_by(|b, a| a.place == b.place && a.message == b.message);
    problems.truncate(MOST);
}
