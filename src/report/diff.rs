//! Unified diffs of whole files, as `git apply` and `patch` take them.

use super::Look;
use super::look::{is_control, visible};
use owo_colors::Style;
use similar::{ChangeTag, TextDiff};
use std::io::{self, Write};
use std::ops::RangeInclusive;

const CONTEXT: usize = 3;

/// Writes the changes in the file at `path`; nothing at all if the texts are the same.
pub fn unified(path: &str, old: &str, new: &str, look: Look, out: &mut dyn Write) -> io::Result<()> {
    if old == new {
        return Ok(());
    }
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&lines(old), &lines(new));
    writeln!(out, "{}", look.path().style(format_args!("--- {}", name("a/", path))))?;
    writeln!(out, "{}", look.path().style(format_args!("+++ {}", name("b/", path))))?;
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        writeln!(out, "{}", look.help().style(hunk.header()))?;
        for change in hunk.iter_changes() {
            write_line(change.tag(), change.value(), look, out)?;
        }
    }
    Ok(())
}

/// The old text with those changes of the new one that touch some of its lines, counted from 1.
pub fn take_lines(old: &str, new: &str, wanted: &[RangeInclusive<usize>]) -> String {
    let (before, after) = (lines(old), lines(new));
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&before, &after);
    let is_wanted = |first: usize, len: usize| {
        wanted.iter().any(|wanted| *wanted.start() <= first + len.max(1) && first < *wanted.end())
    };
    let mut out = String::with_capacity(new.len());
    for op in diff.ops() {
        let (mut from, mut to) = (op.old_range().start, op.new_range().start);
        for (old, new) in pieces(&before[op.old_range()], &after[op.new_range()]) {
            let taken = if is_wanted(from, old) { &after[to..to + new] } else { &before[from..from + old] };
            out.extend(taken.iter().copied());
            (from, to) = (from + old, to + new);
        }
    }
    out
}

/// Cuts a change into as many as there are in which nothing but space changes: how many lines of each
/// side belong together.
fn pieces(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let bare = |line: &str| line.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let mut pieces = Vec::new();
    let (mut from, mut to) = (0, 0);
    while from < old.len() && to < new.len() {
        let (mut a, mut b) = (bare(old[from]), bare(new[to]));
        let (mut olds, mut news) = (1, 1);
        while a != b {
            if a.starts_with(&b) && to + news < new.len() {
                b += &bare(new[to + news]);
                news += 1;
            } else if b.starts_with(&a) && from + olds < old.len() {
                a += &bare(old[from + olds]);
                olds += 1;
            } else {
                (olds, news) = (old.len() - from, new.len() - to);
                break;
            }
        }
        pieces.push((olds, news));
        (from, to) = (from + olds, to + news);
    }
    if from < old.len() || to < new.len() {
        pieces.push((old.len() - from, new.len() - to));
    }
    pieces
}

/// Splits a text into lines of a diff. A lone `\r` is like any other character.
pub(super) fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn write_line(tag: ChangeTag, line: &str, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let style = match tag {
        ChangeTag::Delete => look.removed(),
        ChangeTag::Insert => look.added(),
        ChangeTag::Equal => Style::new(),
    };
    let is_ended = line.ends_with('\n');
    let line = if look.is_watched { visible(line.trim_end_matches(['\r', '\n'])) } else { line.into() };
    let line = line.strip_suffix('\n').unwrap_or(&line);
    if !is_ended {
        writeln!(out, "{}", style.style(format_args!("{tag}{line}")))?;
        return writeln!(out, "\\ No newline at end of file");
    }
    writeln!(out, "{}", style.style(format_args!("{tag}{line}")))
}

/// The name as git spells it: in quotes when a character of it could not stand there otherwise, and
/// closed by a tab when it has spaces.
fn name(side: &str, path: &str) -> String {
    let path = path.trim_start_matches('/');
    if path.contains(|c: char| is_control(c) || matches!(c, '"' | '\\' | '\t')) {
        let quoted: String = path.chars().map(quote).collect();
        return format!("\"{side}{quoted}\"");
    }
    let end = if path.contains(' ') { "\t" } else { "" };
    format!("{side}{path}{end}")
}

fn quote(c: char) -> String {
    match c {
        '"' | '\\' => format!("\\{c}"),
        c if is_control(c) || c == '\t' => {
            c.to_string().bytes().map(|byte| format!("\\{byte:03o}")).collect()
        }
        c => c.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(path: &str, old: &str, new: &str) -> String {
        let mut out = Vec::new();
        unified(path, old, new, Look::PLAIN, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_same_text_has_no_diff() {
        assert_eq!(diff("a.proto", "x\n", "x\n"), "");
    }

    #[test]
    fn a_missing_newline_is_told_on_its_side() {
        let expected =
            "--- a/a.proto\n+++ b/a.proto\n@@ -1,2 +1,2 @@\n x\n-y\n+z\n\\ No newline at end of file\n";
        assert_eq!(diff("a.proto", "x\ny\n", "x\nz"), expected);
        let expected = "--- a/a.proto\n+++ b/a.proto\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n";
        assert_eq!(diff("a.proto", "x", "x\n"), expected);
    }

    #[test]
    fn a_carriage_return_ends_no_line() {
        let expected = "--- a/a.proto\n+++ b/a.proto\n@@ -1,2 +1,2 @@\n a\rb\r\n-c\n+d\n";
        assert_eq!(diff("a.proto", "a\rb\r\nc\n", "a\rb\r\nd\n"), expected);
    }

    #[test]
    fn a_screen_is_not_steered() {
        let look = Look { is_watched: true, ..Look::PLAIN };
        let mut out = Vec::new();
        unified("a.proto", "x\r\n", "\u{1b}[1my\r\n", look, &mut out).unwrap();
        let expected = "--- a/a.proto\n+++ b/a.proto\n@@ -1 +1 @@\n-x\n+\u{fffd}[1my\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn some_lines_are_taken() {
        let (old, new) = ("a  b\nc {d}\n\n\ne  f\n", "a b\nc {\n  d\n}\n\ne f\n");
        let take = |lines| take_lines(old, new, &[lines]);
        assert_eq!(take(1..=1), "a b\nc {d}\n\n\ne  f\n");
        assert_eq!(take(2..=2), "a  b\nc {\n  d\n}\n\n\ne  f\n");
        assert_eq!(take(5..=9), "a  b\nc {d}\n\n\ne f\n");
        assert_eq!(take(1..=5), new);
    }

    #[test]
    fn names_are_spelled_as_git_does() {
        assert_eq!(name("a/", "x/y.proto"), "a/x/y.proto");
        assert_eq!(name("a/", "my file.proto"), "a/my file.proto\t");
        assert_eq!(name("b/", "a\"b.proto"), "\"b/a\\\"b.proto\"");
        assert_eq!(name("b/", "a\u{9b}.proto"), "\"b/a\\302\\233.proto\"");
        assert_eq!(name("b/", "a\tb é.proto"), "\"b/a\\011b é.proto\"");
    }
}
