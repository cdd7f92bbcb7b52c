//! Changes of files, as a unified diff has them.

use super::answer::Kept;
use crate::report::count;
use std::path::PathBuf;

/// A diff, line by line.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) diff: Kept,
    /// Files that change, from the folder of the run.
    pub(super) files: Vec<PathBuf>,
    pub(super) added: usize,
    pub(super) removed: usize,
    /// Lines that the hunk still has, of the old and the new text.
    left: (usize, usize),
}

impl Changes {
    pub(super) fn take(&mut self, line: &str) {
        self.diff.push(line);
        if self.left != (0, 0) {
            let (old, new) = &mut self.left;
            match line.as_bytes().first() {
                Some(b'-') => (*old, self.removed) = (old.saturating_sub(1), self.removed + 1),
                Some(b'+') => (*new, self.added) = (new.saturating_sub(1), self.added + 1),
                Some(b'\\') => {}
                _ => (*old, *new) = (old.saturating_sub(1), new.saturating_sub(1)),
            }
        } else if let Some(name) = line.strip_prefix("+++ ") {
            self.files.push(path(name));
        } else if let Some(header) = line.strip_prefix("@@ -") {
            self.left = counts(header).unwrap_or_default();
        }
    }

    /// `2 files (3 lines added, 4 removed)`
    pub(super) fn in_words(&self) -> String {
        let (files, added) = (count(self.files.len(), "file"), count(self.added, "line"));
        format!("{files} ({added} added, {} removed)", self.removed)
    }
}

/// Numbers of lines in the header of a hunk, such as `1,2 +1 @@`.
fn counts(header: &str) -> Option<(usize, usize)> {
    let (old, rest) = header.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let count = |range: &str| range.split_once(',').map_or(Some(1), |(_, count)| count.parse().ok());
    Some((count(old)?, count(new)?))
}

/// The path behind `b/`, without the quotes that git puts around odd names.
fn path(name: &str) -> PathBuf {
    let name = name.strip_suffix('\t').unwrap_or(name);
    let Some(quoted) = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) else {
        return name.strip_prefix("b/").unwrap_or(name).into();
    };
    let mut bytes = Vec::new();
    let mut rest = quoted.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'\\', [a @ b'0'..=b'3', b @ b'0'..=b'7', c @ b'0'..=b'7', after @ ..]) => {
                bytes.push((a - b'0') << 6 | (b - b'0') << 3 | (c - b'0'));
                rest = after;
            }
            (b'\\', [escaped, after @ ..]) => {
                bytes.push(*escaped);
                rest = after;
            }
            _ => bytes.push(*first),
        }
    }
    let text = String::from_utf8_lossy(&bytes);
    text.strip_prefix("b/").unwrap_or(&text).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_lines_are_counted() {
        let diff = "--- a/x.proto\n+++ b/x.proto\n@@ -1,3 +1,2 @@\n a\n--- a/not\n-b\n+++ b/not\n\\ No newline at end of file\n\
                    --- a/y z.proto\t\n+++ b/y z.proto\t\n@@ -0,0 +1 @@\n+new\n";
        let mut changes = Changes::default();
        diff.lines().for_each(|line| changes.take(line));
        assert_eq!(changes.files, [PathBuf::from("x.proto"), PathBuf::from("y z.proto")]);
        assert_eq!(changes.in_words(), "2 files (2 lines added, 2 removed)");
        assert_eq!(path("\"b/a\\\"\\302\\233.proto\""), PathBuf::from("a\"\u{9b}.proto"));
    }
}
