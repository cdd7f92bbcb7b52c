//! `exceptions.txt`: where we mean to differ from protoc, and why. A row that is not needed fails, so that the list
//! stays true.

use super::difference::{Difference, What};
use std::collections::BTreeSet;
use std::fs;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compile/exceptions.txt");

pub(crate) struct Exceptions {
    /// Cases, and what differs in them.
    rows: BTreeSet<(String, What)>,
}

impl Exceptions {
    pub(crate) fn read() -> Exceptions {
        let text = fs::read_to_string(PATH).expect("exceptions can be read");
        let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Exceptions { rows: rows.map(key).collect() }
    }

    pub(crate) fn has(&self, case: &str, what: What) -> bool {
        self.rows.contains(&(case.to_owned(), what))
    }

    /// Rows without such a difference.
    pub(crate) fn unused(&self, all: &[Difference]) -> Vec<&(String, What)> {
        let is_needed =
            |(case, what): &(String, What)| all.iter().any(|it| it.case == *case && it.what == *what);
        self.rows.iter().filter(|row| !is_needed(row)).collect()
    }
}

fn key(row: &str) -> (String, What) {
    let mut columns = row.split('\t');
    let (case, what, reason) = (columns.next(), columns.next(), columns.next());
    let Some(what) = what.and_then(What::from_word) else {
        panic!("neither accepts, rejects, bytes nor line: {row}");
    };
    assert!(reason.is_some_and(|reason| !reason.trim().is_empty()), "an exception without a reason: {row}");
    (case.unwrap_or_default().to_owned(), what)
}
