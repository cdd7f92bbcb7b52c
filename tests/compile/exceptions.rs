//! `exceptions.txt`: where we mean to differ from protoc, and why. A row that is not needed is a
//! mistake, so that the list stays true.

use std::collections::BTreeMap;
use std::fs;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compile/exceptions.txt");

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// We accept what protoc rejects.
    Accepts,
    /// We reject what protoc accepts.
    Rejects,
    /// We report nothing on a line that protoc reports.
    Line,
    /// The descriptors differ.
    Bytes,
}

pub(crate) struct Exceptions {
    /// Whether each was needed, by its case and kind.
    rows: BTreeMap<(String, Kind), bool>,
}

impl Exceptions {
    pub(crate) fn read() -> Exceptions {
        let text = fs::read_to_string(PATH).expect("exceptions can be read");
        let rows = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Exceptions { rows: rows.map(|row| (key(row), false)).collect() }
    }

    pub(crate) fn has(&self, case: &str, kind: Kind) -> bool {
        self.rows.contains_key(&(case.to_owned(), kind))
    }

    /// Whether this is an exception; notes that it was needed.
    pub(crate) fn take(&mut self, case: &str, kind: Kind) -> bool {
        let row = self.rows.get_mut(&(case.to_owned(), kind));
        row.map(|needed| *needed = true).is_some()
    }

    pub(crate) fn unused(&self) -> Vec<&(String, Kind)> {
        self.rows.iter().filter(|(_, needed)| !**needed).map(|(key, _)| key).collect()
    }
}

fn key(row: &str) -> (String, Kind) {
    let mut columns = row.split('\t');
    let (case, what, reason) = (columns.next(), columns.next(), columns.next());
    let kind = match what {
        Some("accepts") => Kind::Accepts,
        Some("rejects") => Kind::Rejects,
        Some("line") => Kind::Line,
        Some("bytes") => Kind::Bytes,
        _ => panic!("neither accepts, rejects, line nor bytes: {row}"),
    };
    assert!(reason.is_some_and(|reason| !reason.trim().is_empty()), "an exception without a reason: {row}");
    (case.unwrap_or_default().to_owned(), kind)
}
