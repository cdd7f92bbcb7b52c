//! Lines of a comment that are prose, and places where such a line may end. Everything else in comments has
//! to stay unchanged, so that a doubtful line is no prose.

/// Words of tools, which mean something at the start of a comment.
const TOOLS: &[&str] = &["protune:", "clang-format", "prettier-ignore", "NOLINT", "noinspection"];
/// A comment with one of these is a licence, in whatever case.
const LICENCE: &[&str] = &["copyright", "spdx-license"];
/// Words that mark a licence at the top of a file.
const LICENCE_AT_TOP: &[&str] = &["licence", "license"];

/// Returns whether each line of a comment, without the marks of the comment, is prose. Lines behind one that
/// is not belong to it, up to the next empty line: a list goes on, and so does code.
pub(super) fn prose(lines: &[&str], is_at_top: bool) -> Vec<bool> {
    let mut is_prose = vec![false; lines.len()];
    if is_licence(lines, is_at_top) {
        return is_prose;
    }
    let mut block = None;
    let mut paragraph = 0;
    let mut is_over = false;
    for (at, line) in lines.iter().enumerate() {
        if let Some(end) = block {
            block = if line.contains(end) { None } else { block };
            is_over = true;
            continue;
        }
        if line.trim().is_empty() {
            (paragraph, is_over) = (at + 1, false);
            continue;
        }
        block = opened(line);
        if !is_over && is_line(line) {
            is_prose[at] = true;
            continue;
        }
        // What stands above a rule is a heading, or that of a table.
        if is_rule(line) || is_in_columns(line) {
            is_prose[paragraph..at].fill(false);
        }
        is_over = true;
    }
    is_prose
}

fn is_licence(lines: &[&str], is_at_top: bool) -> bool {
    let at_top = if is_at_top { LICENCE_AT_TOP } else { &[] };
    lines.iter().any(|line| {
        let line = line.to_ascii_lowercase();
        LICENCE.iter().chain(at_top).any(|word| line.contains(word))
    })
}

/// Returns the end of the block that begins with this line: code between fences, or text for insiders only.
fn opened(line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    let fence = ["```", "~~~"].into_iter().find(|fence| line.starts_with(fence));
    match fence {
        Some(fence) => (!line[fence.len()..].contains(fence)).then_some(fence),
        None => line.rfind("(--").is_some_and(|at| !line[at..].contains("--)")).then_some("--)"),
    }
}

fn is_line(line: &str) -> bool {
    begins_prose(line)
        && !line.contains(['\t', '\r'])
        && !line.contains("(--")
        && !line.ends_with(['{', '}', ';', '\\'])
        && !is_in_columns(line)
}

/// Parts of the line are set apart, as in tables and drawings.
fn is_in_columns(line: &str) -> bool {
    let is_wide = |(at, _)| !line[..at].ends_with(['.', '?', '!', ':', ')', '"', '\'', ' ']) && at > 0;
    line.contains(" | ") || line.match_indices("  ").any(is_wide)
}

fn is_rule(line: &str) -> bool {
    line.trim().chars().all(|c| matches!(c, '-' | '=' | '~' | '|' | ':' | '+' | ' '))
}

/// A line that begins so is read as the prose before it is.
fn begins_prose(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let word = text.split(' ').next().unwrap_or_default();
    (first.is_alphanumeric() || matches!(first, '(' | '"' | '\'' | '`' | '['))
        && !word.starts_with("```")
        && !is_marker(word)
        && !is_directive(word)
}

/// `1.`, `a)`, `(iv)` and the like begin an item of a list, `[1]:` a reference.
fn is_marker(word: &str) -> bool {
    let is_number = |word: &str| word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let inner = word.strip_suffix([')', '.', ':', ']']).map(|word| word.trim_start_matches(['(', '[']));
    let is_sentence_end = |inner: &str| word.ends_with(['.', ':']) && inner.len() > 1;
    inner.is_some_and(|inner| {
        is_number(inner) && (!is_sentence_end(inner) || inner.bytes().all(|byte| byte.is_ascii_digit()))
    }) || word.starts_with('[') && word.contains("]:")
}

/// `tool:what:for`, which is no URL; or a word that some tool looks for.
fn is_directive(word: &str) -> bool {
    let is_called = |(at, _): (usize, &str)| {
        let behind = &word[at + 1..];
        !behind.is_empty() && !behind.starts_with(['/', '`', '"', '\'', ')', ']'])
    };
    TOOLS.iter().any(|tool| word.starts_with(tool)) || word.match_indices(':').any(is_called)
}

/// Returns the end of a line of prose that has room for so many characters, and the start of the next: the
/// last place that is early enough, or else the first. `None` if it is short enough, or cannot end earlier.
pub(super) fn line_end(line: &str, room: usize) -> Option<(usize, usize)> {
    if line.chars().count() <= room {
        return None;
    }
    let mut best = None;
    let mut is_code = false;
    for (width, (at, c)) in line.char_indices().enumerate() {
        match c {
            // A mark without a second one is none.
            '`' => is_code = !is_code && line[at + 1..].contains('`'),
            ' ' if !is_code && !line[..at].ends_with(' ') => {
                let rest = line[at..].trim_start_matches(' ');
                if best.is_some() && width > room {
                    break;
                }
                if begins_prose(rest) {
                    best = Some((at, line.len() - rest.len()));
                }
            }
            _ => {}
        }
    }
    best
}

/// Whether the end of a line goes on in the next one.
pub(super) fn goes_on(line: &str, next: &str) -> bool {
    !line.ends_with(':') && !next.contains("://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_told_from_the_rest() {
        let is_prose = |text: &str| prose(&text.lines().collect::<Vec<_>>(), false);
        assert_eq!(is_prose("One line\nand `another`.\n\n(A third.)"), [true, true, false, true]);
        assert_eq!(is_prose("Either:\n- this,\nor\n\n1. that"), [true, false, false, false, false]);
        assert_eq!(
            is_prose("```\ncode\n\nmore\n```\n\nprose"),
            [false, false, false, false, false, false, true]
        );
        assert_eq!(is_prose("(-- inside\n\nstill --)\n\nprose"), [false, false, false, false, true]);
        assert_eq!(is_prose("Heading\n-------\n\nname | number\n1 | 2"), [false; 5]);
        for line in [
            "  indented",
            "int32 a = 1;",
            "a)",
            "(iv) fourth",
            "[1]: http://a.b",
            "@param a what",
            "+optional",
            "buf:lint:ignore RULE",
            "protune: ignore[RULE] so",
            "clang-format off",
            "a    b",
            "# Heading",
            "> said",
        ] {
            assert_eq!(is_prose(line), [false], "{line}");
        }
        for line in ["https://a.b/c", "Note: this", "Ends.  Begins", "e.g. this", "[name][ref] is", "is. was"]
        {
            assert_eq!(is_prose(line), [true], "{line}");
        }
        assert_eq!(is_prose("Copyright 2020\nby us"), [false, false]);
        assert_eq!(prose(&["Under the License"], true), [false]);
        assert_eq!(prose(&["Under the License"], false), [true]);
    }

    #[test]
    fn lines_end_between_words() {
        let ends = |line: &str, room| {
            line_end(line, room).map_or(line.to_owned(), |(end, _)| line[..end].to_owned())
        };
        assert_eq!(ends("one two three", 13), "one two three");
        assert_eq!(ends("one two three", 12), "one two");
        assert_eq!(ends("one two three", 7), "one two");
        assert_eq!(ends("one two three", 2), "one");
        assert_eq!(ends("see `a b` there", 7), "see");
        assert_eq!(ends("see `a b there", 7), "see `a");
        assert_eq!(ends("one - two 1. three", 11), "one -");
        assert_eq!(ends("http://a.b.c/d", 5), "http://a.b.c/d");
    }
}
