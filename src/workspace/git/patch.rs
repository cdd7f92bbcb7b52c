//! Reads the differences that git prints between two sides: the files, and their lines. Runs nothing.

use super::path;
use protune_engine::check::{Changed, Hunk};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Files that differ between two sides.
#[derive(Default)]
pub(super) struct States {
    /// The files that the newer side has. No lines are known yet.
    pub(super) files: HashMap<PathBuf, Changed>,
    /// Old paths of renamed files, by their new paths.
    pub(super) renamed: HashMap<PathBuf, PathBuf>,
    /// Whether any schema was moved or deleted.
    pub(super) has_lost: bool,
}

/// Reads `--name-status -z`: a letter and a path, or two paths where a file was renamed.
pub(super) fn states(output: &[u8]) -> States {
    let mut states = States::default();
    let mut parts = output.split(|&byte| byte == 0);
    while let (Some([letter, ..]), Some(name)) = (parts.next(), parts.next()) {
        let name = path(name);
        states.has_lost |= matches!(letter, b'D' | b'R') && is_schema(&name);
        match letter {
            b'D' => {}
            b'A' => drop(states.files.insert(name, Changed::Whole)),
            b'R' | b'C' => {
                let now = parts.next().map_or_else(|| name.clone(), path);
                states.files.insert(now.clone(), Changed::Lines(Vec::new()));
                states.renamed.insert(now, name);
            }
            _ => drop(states.files.insert(name, Changed::Lines(Vec::new()))),
        }
    }
    states
}

fn is_schema(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("proto"))
}

/// Reads a patch without context: which lines of the newer side it puts in, and where it takes some out.
pub(super) fn hunks(patch: &[u8]) -> Vec<(PathBuf, Vec<Hunk>)> {
    let mut files: Vec<(PathBuf, Vec<Hunk>)> = Vec::new();
    // Lines of the hunk that are still to come: they may look like anything.
    let mut body = 0;
    for line in patch.split(|&byte| byte == b'\n') {
        if body > 0 {
            // `\ No newline at end of file` is not counted.
            body -= usize::from(!line.starts_with(b"\\"));
        } else if let Some(name) = line.strip_prefix(b"+++ ") {
            files.push((new_name(name), Vec::new()));
        } else if let (Some((old, new)), Some((_, hunks))) = (hunk_header(line), files.last_mut()) {
            body = old.1 + new.1;
            // Of no lines git gives the number of the line before, counted from 1.
            let first = if new.1 == 0 { new.0 } else { new.0 - 1 };
            hunks.push(Hunk { first, end: first + new.1 });
        }
    }
    files
}

/// `@@ -a,b +c,d @@`: start and length on both sides; a length of 1 is left out.
fn hunk_header(line: &[u8]) -> Option<((usize, usize), (usize, usize))> {
    let parts = line.strip_prefix(b"@@ ")?.split(|&byte| byte == b' ');
    let mut parts = parts.map(|part| std::str::from_utf8(part).unwrap_or(""));
    let range = |part: &str| {
        let (start, len) = part.split_once(',').unwrap_or((part, "1"));
        Some((start.parse().ok()?, len.parse().ok()?))
    };
    Some((range(parts.next()?.strip_prefix('-')?)?, range(parts.next()?.strip_prefix('+')?)?))
}

/// The path behind `+++`: with `b/` before it, in quotes where it holds odd characters, and with a tab
/// behind it where it holds spaces.
fn new_name(written: &[u8]) -> PathBuf {
    let plain = match written {
        [b'"', quoted @ .., b'"'] => unquoted(quoted),
        _ => written.strip_suffix(b"\t").unwrap_or(written).to_owned(),
    };
    path(plain.strip_prefix(b"b/").unwrap_or(&plain))
}

fn unquoted(quoted: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = quoted;
    while let [byte, after @ ..] = rest {
        rest = after;
        if *byte != b'\\' {
            out.push(*byte);
            continue;
        }
        let [escaped, after @ ..] = rest else { break };
        rest = after;
        out.push(match escaped {
            b'a' => 7,
            b'b' => 8,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 11,
            b'f' => 12,
            b'r' => b'\r',
            b'0'..=b'3' => {
                let digits = rest.get(..2).unwrap_or(b"00");
                rest = rest.get(2..).unwrap_or(b"");
                digits.iter().fold(escaped - b'0', |value, digit| value * 8 + (digit & 7))
            }
            other => *other,
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn hunks<const N: usize>(hunks: [(usize, usize); N]) -> Vec<Hunk> {
        hunks.map(|(first, end)| Hunk { first, end }).to_vec()
    }

    #[test]
    fn a_patch_is_read_by_the_lengths_of_its_hunks() {
        let patch = b"diff --git a/a.proto b/a.proto\n--- a/a.proto\n+++ b/a.proto\n\
            @@ -1 +1,2 @@ syntax\n-old\n+++ b/not.proto\n+new\n@@ -9,2 +11,0 @@\n-x\n-y\n\\ No newline at end of file\n\
            diff --git a/b c.proto b/b c.proto\n--- a/b c.proto\t\n+++ b/b c.proto\t\n@@ -0,0 +1 @@\n+z\n";
        assert_eq!(
            super::hunks(patch),
            [
                (PathBuf::from("a.proto"), hunks([(0, 2), (11, 11)])),
                (PathBuf::from("b c.proto"), hunks([(0, 1)]))
            ]
        );
    }

    #[test]
    fn names_come_out_of_their_quotes() {
        assert_eq!(new_name(b"b/a.proto"), Path::new("a.proto"));
        assert_eq!(new_name(br#""b/a\tb\\\"\303\251.proto""#), Path::new("a\tb\\\"\u{e9}.proto"));
    }

    #[test]
    fn states_are_read_with_their_paths() {
        let states = states(b"M\0a.proto\0A\0b.proto\0D\0c.proto\0R090\0d.proto\0e.proto\0T\0f.proto\0");
        let mut names: Vec<_> =
            states.files.iter().map(|(path, changed)| (path.as_path(), changed.clone())).collect();
        names.sort_by_key(|(path, _)| path.to_owned());
        let (whole, lines) = (Changed::Whole, Changed::Lines(Vec::new()));
        let expected = [("a.proto", &lines), ("b.proto", &whole), ("e.proto", &lines), ("f.proto", &lines)];
        assert_eq!(names, expected.map(|(name, changed)| (Path::new(name), changed.clone())));
        assert_eq!(states.renamed, HashMap::from([("e.proto".into(), "d.proto".into())]));
        let has_lost = |text: &[u8]| super::states(text).has_lost;
        assert!(states.has_lost && has_lost(b"R090\0d.proto\0e.proto\0"));
        assert!(!has_lost(b"M\0a.proto\0C090\0d.proto\0e.proto\0A\0D.proto\0"));
    }
}
