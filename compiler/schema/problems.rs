//! What is wrong with one file, up to a limit: a broken file costs no more to judge than a good one.

use super::COMPILE;
use crate::diagnostic::{Diagnostic, Place, Severity};

/// How many problems of one file are reported.
pub(super) const MOST: usize = 100;

/// Problems of one file, up to a limit.
#[derive(Default, Debug)]
pub struct Problems {
    list: Vec<Diagnostic>,
    /// Hashes of names that were looked up in packages in vain. Were one of them declared, by whomever, something
    /// else would be wrong.
    missed: Vec<u64>,
}

impl Problems {
    /// Nothing more is taken in: what it costs to explain a problem can be saved.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }

    pub(super) fn push(&mut self, problem: Diagnostic) {
        if !self.is_full() {
            self.list.push(problem);
        }
    }

    pub(super) fn miss(&mut self, names: &[u64]) {
        self.missed.extend(names);
    }

    pub(super) fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    pub(super) fn missed(&self) -> &[u64] {
        &self.missed
    }
}

pub(super) fn error_at(place: Place, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(COMPILE, Severity::Error, place, message)
}

/// Sorts the problems of a file by place, drops echoes, and keeps the first.
pub(super) fn order_and_cap(problems: &mut Vec<Diagnostic>) {
    problems.sort_by(|a, b| (a.place, &a.message).cmp(&(b.place, &b.message)));
    problems.dedup_by(|b, a| a.place == b.place && a.message == b.message);
    problems.truncate(MOST);
}
