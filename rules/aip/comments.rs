//! Comments of elements, without what is internal.

use super::element::Element;
use crate::edits;
use protune_compiler::diagnostic::{Edit, Fix, Safety};
use protune_compiler::schema::FileView;
use protune_compiler::syntax::{Node, TokenKind, attached_comments};
use protune_compiler::text::Span;

/// An element with the parts of its comments that are for readers of the API.
#[derive(Debug)]
pub(crate) struct Commented<'s> {
    pub(crate) element: Element<'s>,
    /// Comment directly above it.
    pub(crate) above: String,
    /// Whether it has a comment behind it.
    pub(crate) is_trailed: bool,
    /// Whether it has a comment above it that is set apart.
    pub(crate) has_detached: bool,
}

impl<'s> Commented<'s> {
    pub(super) fn new(element: Element<'s>) -> Option<Commented<'s>> {
        let comments = attached_comments(element.node()?);
        Some(Commented {
            element,
            above: external(&comments.leading),
            is_trailed: has_external(&comments.trailing),
            has_detached: comments.detached.iter().any(|comment| has_external(comment)),
        })
    }
}

/// Returns whether a comment has more than parts between `(--` and `--)`.
fn has_external(comment: &str) -> bool {
    !comment.trim().is_empty() && !external(comment).is_empty()
}

/// The comment without the parts between `(--` and `--)`.
fn external(comment: &str) -> String {
    if !comment.contains('(') {
        return comment.trim().to_owned();
    }
    let mut parts = Vec::new();
    let mut rest = comment;
    while let Some((before, behind)) = rest.split_once("(--") {
        parts.push(before.trim());
        rest = behind.split_once("--)").map_or("", |(_, behind)| behind);
    }
    parts.push(rest.trim());
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// Targets of Markdown links.
pub(crate) fn links(comment: &str) -> impl Iterator<Item = &str> {
    // A link is on one line.
    comment.split('\n').flat_map(links_of_line)
}

fn links_of_line(line: &str) -> impl Iterator<Item = &str> {
    let is_of_link = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '%' | '_' | '-');
    let mut rest = line.split_once('[').map_or("", |(_, text)| text);
    std::iter::from_fn(move || {
        loop {
            let (_, behind) = rest.split_once("](")?;
            rest = behind;
            let target = behind.trim_start_matches(is_of_link);
            let target = &behind[..behind.len() - target.len()];
            if !target.is_empty() && behind[target.len()..].starts_with(')') {
                // The next link has a text of its own.
                rest = behind[target.len()..].split_once('[').map_or("", |(_, text)| text);
                return Some(target);
            }
        }
    })
}

/// Returns whether a comment has a closing tag or an empty one.
pub(crate) fn has_html(comment: &str) -> bool {
    let is_name = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-');
    comment.split('<').skip(1).any(|rest| {
        let Some((tag, _)) = rest.split_once('>') else { return false };
        let is_closing = tag.strip_prefix('/').is_some_and(|name| is_name(name.trim_start_matches(' ')));
        is_closing || tag.strip_suffix('/').is_some_and(|name| is_name(name.trim_end_matches(' ')))
    })
}

/// Returns whether a line is a Markdown heading.
pub(crate) fn is_heading(line: &str) -> bool {
    let line = line.strip_prefix(|c: char| c.is_ascii_whitespace()).unwrap_or(line);
    line.starts_with('#') && line.trim_start_matches('#').starts_with(' ')
}

/// Returns whether a line divides the head of a Markdown table from its rows.
pub(crate) fn is_table_rule(line: &str) -> bool {
    let line = line.strip_prefix("| ").unwrap_or(line);
    let mut cells: Vec<&str> = line.split('|').collect();
    cells.pop_if(|last| last.is_empty());
    let dashes = |cell: &str| cell.len() > 2 && cell.bytes().all(|b| b == b'-');
    let is_cell = |(at, cell): (usize, &&str)| {
        let cell = if at > 0 { cell.strip_prefix(' ').unwrap_or(cell) } else { cell };
        dashes(cell.strip_suffix(' ').unwrap_or(cell))
    };
    cells.len() > 1 && cells.iter().enumerate().all(is_cell)
}

/// Fix that removes the marks of headings.
pub(crate) fn without_headings(element: Element<'_>) -> Option<Fix> {
    let heading = |line: &str| {
        let start = line.len() - line.trim_start().len();
        let marks = line[start..].bytes().take_while(|&b| b == b'#').count();
        let is_meant = is_heading(line);
        is_meant.then(|| (start..start + marks + 1, String::new()))
    };
    edit_lines(element, "remove the marks of the headings", |line| heading(line).into_iter().collect())
}

/// Fix that corrects a word.
pub(crate) fn corrected(element: Element<'_>, wrong: &str, right: &str) -> Option<Fix> {
    edit_lines(element, &format!("write `{right}`"), |line| {
        let found = super::trademarks::occurrences(line, wrong);
        found.into_iter().map(|range| (range, right.to_owned())).collect()
    })
}

type Replacement = (std::ops::Range<usize>, String);

/// Safe fix that replaces parts of the lines directly above an element.
fn edit_lines(element: Element<'_>, title: &str, edit: impl Fn(&str) -> Vec<Replacement>) -> Option<Fix> {
    let (node, file) = (element.node()?, element.file());
    let edits: Vec<Edit> = lines_above(node)
        .flat_map(|line| {
            let text = &file.text()[line.start as usize..line.end as usize];
            edit(text).into_iter().map(move |(range, text)| replace(file, line, range, text))
        })
        .collect();
    (!edits.is_empty()).then(|| Fix::new(title, Safety::Safe, edits))
}

fn replace(file: FileView<'_>, line: Span, range: std::ops::Range<usize>, text: String) -> Edit {
    let span = Span::new(line.start + range.start as u32, line.start + range.end as u32);
    Edit { file: file.id, span, text }
}

/// Text of the line comments directly above a node, without their slashes.
fn lines_above(node: Node<'_>) -> impl Iterator<Item = Span> {
    let (tree, first) = (node.tree(), node.token_range().start);
    let start = edits::start_with_comments(tree, first);
    let above = (0..first).rev().take_while(move |&token| tree.token_span(token).start >= start);
    let lines = above.filter(|&token| tree.tokens()[token as usize].kind() == TokenKind::LineComment);
    lines.map(|token| {
        let span = tree.token_span(token);
        Span::new(span.start + 2, span.end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn external_parts() {
        assert_eq!(external(" A cat. (-- ask Tom --)\n It purrs.\n"), "A cat.\nIt purrs.");
        assert_eq!(external(" (-- all of it\n"), "");
    }

    #[test]
    fn marks_of_markdown_and_html() {
        assert!(is_heading(" ## Cats") && !is_heading("#1 is first") && !is_heading("  # Cats"));
        assert!(is_table_rule("| --- | --- |") && is_table_rule("---|---") && !is_table_rule("-----"));
        assert!(has_html("a</b>") && has_html("a<br />") && !has_html("a <b> c"));
        let targets: Vec<&str> = links("see [a](b/c.md) and [d](https://e.f)").collect();
        assert_eq!(targets, ["b/c.md", "https://e.f"]);
        let targets: Vec<&str> = links("[a\nb](c) d](e) [f](g h) [i] j](k)](l) [m](\u{e9}) [n](o)").collect();
        assert_eq!(targets, ["k", "o"]);
    }
}
