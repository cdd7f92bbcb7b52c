//! What is wrong with one file, up to a limit: a broken file costs no more to judge than a good one.

use super::COMPILE;
use crate::diagnostic::{Diagnostic, Place, Severity};

/// How many problems of one file are told.
const MOST: usize = 100;

/// Problems of one file, up to a limit.
#[derive(Default, Debug)]
pub struct Problems {
    list: Vec<Diagnostic>,
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

    pub(super) fn take(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.list)
    }
}

pub(super) fn error_at(place: Place, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(COMPILE, Severity::Error, place, message)
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
