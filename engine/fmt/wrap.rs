//! Comments that are wider than a line: their prose goes on in the next. Works on a text that is laid out; moves
//! words from line to line, and neither adds nor drops any.

use super::prose::{goes_on, line_end, prose};
use super::style::Style;
use protune_compiler::syntax::{TokenKind as T, Tree, parse};
use std::ops::Range;

/// Prose has so many columns at least, however deep it stands.
const LEAST: usize = 24;

/// The text with all its comments wrapped, if they are to be.
pub(super) fn wrapped(text: String, style: &Style) -> String {
    let Some(width) = style.line_width else { return text };
    if text.lines().all(|line| style.columns(line) <= width) {
        return text;
    }
    let tree = parse(text.as_str());
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    let mut copied = 0;
    for block in blocks(&tree) {
        let indent = &text[line_start(&text, block.span.start)..block.span.start];
        out.push_str(&text[copied..block.span.start]);
        let lines: Vec<Line<'_>> = match block.kind {
            T::LineComment => {
                text[block.span.clone()].split('\n').map(|line| of_slashes(line.trim_start())).collect()
            }
            _ => of_stars(&text[block.span.clone()], indent),
        };
        let room = width.saturating_sub(style.columns(indent));
        write(&lines, indent, room, block.is_at_top, &mut out);
        copied = block.span.end;
    }
    out.push_str(&text[copied..]);
    out
}

/// Comments that are read as one: a block, or `//` on adjacent lines. Nothing else stands on their lines before
/// them.
struct Block {
    kind: T,
    span: Range<usize>,
    /// Nothing but comments comes before it.
    is_at_top: bool,
}

fn blocks(tree: &Tree) -> Vec<Block> {
    let tokens = tree.tokens();
    let kind = |at: usize| tokens[at].kind();
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_at_top = true;
    let mut at = 0;
    while at < tokens.len() {
        let first = at;
        at += 1;
        match kind(first) {
            T::LineComment if starts_line(tree, first) => {
                while at + 1 < tokens.len() && kind(at + 1) == T::LineComment && is_newline(tree, at) {
                    at += 2;
                }
            }
            T::BlockComment if starts_line(tree, first) => {}
            other => {
                is_at_top &= other.is_trivia();
                continue;
            }
        }
        let span = tree.token_span(first as u32).start as usize..tree.token_span(at as u32 - 1).end as usize;
        blocks.push(Block { kind: kind(first), span, is_at_top });
    }
    blocks
}

fn starts_line(tree: &Tree, token: usize) -> bool {
    let start = tree.token_span(token as u32).start as usize;
    let text = tree.text();
    text[line_start(text, start)..start].bytes().all(|byte| matches!(byte, b' ' | b'\t'))
}

fn is_newline(tree: &Tree, token: usize) -> bool {
    tree.tokens()[token].kind() == T::Space && tree.token_text(token as u32).matches('\n').count() == 1
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// A line of a comment.
#[derive(Clone, Copy)]
struct Line<'t> {
    /// The marks before what it says.
    mark: &'t str,
    /// Marks of the line that it goes on in.
    next: &'t str,
    body: &'t str,
}

/// A line of `//`, with as many slashes as it has. Where no space stands behind them it is likely to be code.
fn of_slashes(line: &str) -> Line<'_> {
    let slashes = line.bytes().take_while(|&byte| byte == b'/').count();
    let (mark, body) = line.split_at(if line[slashes..].starts_with(' ') { slashes + 1 } else { line.len() });
    Line { mark, next: mark, body }
}

/// The lines of a block. A block of one line stays one.
fn of_stars<'t>(text: &'t str, indent: &str) -> Vec<Line<'t>> {
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default();
    let rest: Vec<&str> = lines.map(|line| line.strip_prefix(indent).unwrap_or(line)).collect();
    let has_stars = rest.iter().all(|line| line.is_empty() || line.starts_with(" *"));
    let next = if has_stars { " * " } else { "   " };
    let opening = first.bytes().take_while(|byte| matches!(byte, b'/' | b'*')).count();
    let at = if first[opening..].starts_with(' ') { opening + 1 } else { opening };
    let (mark, body) = first.split_at(if rest.is_empty() { first.len() } else { at });
    let mut out = vec![Line { mark, next, body }];
    out.extend(rest.iter().map(|line| match line.strip_prefix(next) {
        Some(body) => Line { mark: next, next, body },
        None => Line { mark: line, next, body: "" },
    }));
    out
}

/// Writes the lines of a comment, each but the first with the indentation before it.
fn write(lines: &[Line<'_>], indent: &str, room: usize, is_at_top: bool, out: &mut String) {
    let bodies: Vec<&str> = lines.iter().map(|line| line.body).collect();
    let is_prose = prose(&bodies, is_at_top);
    let mut is_first = true;
    let mut put = |mark: &str, body: &str| {
        if !std::mem::take(&mut is_first) {
            out.push('\n');
            // An empty line in a block has none.
            out.push_str(if mark.is_empty() && body.is_empty() { "" } else { indent });
        }
        out.push_str(mark);
        out.push_str(body);
    };
    let mut rest = String::new();
    for (at, line) in lines.iter().enumerate() {
        let mut mark = line.mark;
        let mut text = std::mem::take(&mut rest);
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line.body);
        let joins_next = lines
            .get(at + 1)
            .is_some_and(|next| is_prose[at + 1] && next.mark == line.next && goes_on(line.body, next.body));
        let room = |mark: &str| room.saturating_sub(mark.chars().count()).max(LEAST);
        let end = |text: &str, mark: &str| if is_prose[at] { line_end(text, room(mark)) } else { None };
        while let Some((end, start)) = end(&text, mark) {
            put(mark, &text[..end]);
            mark = line.next;
            text.drain(..start);
            if joins_next && text.chars().count() < room(mark) {
                rest = std::mem::take(&mut text);
            }
        }
        if rest.is_empty() {
            put(mark, &text);
        }
    }
}
