//! `exceptions.txt`: where we mean to differ from protoc, and why. A row that is not needed is a
//! mistake, so that the list stays true.

use crate::difference::What;
use std::collections::BTreeMap;
use std::fs;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compile/exceptions.txt");

pub(crate) struct Exceptions {
    /// Whether each was needed, by its case and what differs.
    rows: BTreeMap<(String, What), bool>,
}

impl Exceptions {
    pub(crate) fn read() -> Exceptions {
        let text = fs::read_to_string(PATH).expect("exceptions can be read");
        let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Exceptions { rows: rows.map(|row| (key(row), false)).collect() }
    }

    /// Whether this is an exception; notes that it was needed.
    pub(crate) fn take(&mut self, case: &str, what: What) -> bool {
        let row = self.rows.get_mut(&(case.to_owned(), what));
        row.map(|needed| *needed = true).is_some()
    }

    pub(crate) fn unused(&self) -> Vec<&(String, What)> {
        self.rows.iter().filter(|(_, needed)| !**needed).map(|(key, _)| key).collect()
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
