//! Differences between us and protoc, and their description. Finds nothing itself.

use std::fmt::Write;

/// A place where we and protoc differ, or where what is written down is not what is so.
pub(crate) struct Difference {
    pub(crate) what: What,
    /// `group/case`.
    pub(crate) case: String,
    /// Lines that show it.
    pub(crate) detail: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum What {
    /// The case does not stand where it belongs.
    Fixture,
    Accepts,
    Rejects,
    Bytes,
    Words,
    Snapshot,
    Line,
}

impl What {
    const ALL: [What; 7] =
        [What::Fixture, What::Accepts, What::Rejects, What::Bytes, What::Words, What::Snapshot, What::Line];

    /// By its word in `exceptions.txt`. Of the others there are no exceptions.
    pub(crate) fn from_word(word: &str) -> Option<What> {
        match word {
            "accepts" => Some(What::Accepts),
            "rejects" => Some(What::Rejects),
            "bytes" => Some(What::Bytes),
            "line" => Some(What::Line),
            _ => None,
        }
    }

    fn title(self) -> &'static str {
        match self {
            What::Fixture => "protoc sees the case in another way than its folder says",
            What::Accepts => "we accept what protoc rejects",
            What::Rejects => "we reject what protoc accepts",
            What::Bytes => "the descriptors differ",
            What::Words => "the words are not in the style of the house",
            What::Snapshot => "the findings are not those that are written down; BLESS=1 writes them",
            What::Line => "we report nothing on the line that protoc reports",
        }
    }
}

/// All differences, in order of what they are and of the groups of the cases.
pub(crate) fn write_all(differences: &[Difference], out: &mut String) {
    for what in What::ALL {
        let these: Vec<&Difference> = differences.iter().filter(|other| other.what == what).collect();
        if !these.is_empty() {
            let _ = writeln!(out, "\n==== {}: {}", what.title(), these.len());
            write_groups(&these, out);
        }
    }
}

fn write_groups(differences: &[&Difference], out: &mut String) {
    let mut last = "";
    for difference in differences {
        let group = difference.case.rsplit_once('/').map_or("", |(group, _)| group);
        if group != last {
            let _ = writeln!(out, "\n-- {group}");
            last = group;
        }
        let _ = writeln!(out, "{}", difference.case);
        for line in difference.detail.lines() {
            let _ = writeln!(out, "    {line}");
        }
    }
}
