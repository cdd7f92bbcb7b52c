//! Attachment of comments to declarations, as in protoc: a comment behind a token on its line, or right below
//! it, trails it; one right above a declaration leads it; all others, set apart by blank lines, are detached.

use super::{Node, TokenKind as T, Tree};
use std::ops::Range;

/// The comment above a declaration, without its marks; empty when there is none. As buf reads it, a
/// block comment on the line of the declaration itself is not above it, and one alone between two declarations is,
/// even if it begins on the line of the first, unless an empty line follows it.
pub fn leading_comment(node: Node<'_>) -> String {
    let (tree, first) = (node.tree(), node.token_range().start as usize);
    let tokens = tree.tokens();
    let trivia =
        tokens[..first].iter().rposition(|token| !token.kind().is_trivia()).map_or(0, |at| at + 1)..first;
    if !trivia.clone().any(|token| tokens[token].kind() != T::Space) || is_on_line_of(tree, first) {
        return String::new();
    }
    let can_trail = trivia.start > 0;
    let is_single_block = is_single_block(tree, trivia.clone());
    let found = Collector { can_trail, ..Collector::default() }.run(tree, trivia, !can_trail);
    let comment = if is_single_block && found.leading.is_empty() { found.trailing } else { found.leading };
    String::from_utf8(comment).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Comments of a declaration, without their marks.
#[derive(Clone, Default, Debug)]
#[non_exhaustive]
pub struct AttachedComments {
    /// The comment directly above it.
    pub leading: String,
    /// The comment behind it, or behind the brace that opens it.
    pub trailing: String,
    /// Comments above it that are set apart.
    pub detached: Vec<String>,
}

/// The comments of a declaration, as protoc attaches them.
///
/// ```
/// use protune_compiler::syntax::{attached_comments, parse};
///
/// let tree = parse("// apart\n\n// above\nmessage M { // behind\n}");
/// let comments = attached_comments(tree.root().children().next().expect("a message"));
/// assert_eq!((&*comments.leading, &*comments.trailing), (" above\n", " behind\n"));
/// assert_eq!(comments.detached, [" apart\n"]);
/// ```
pub fn attached_comments(node: Node<'_>) -> AttachedComments {
    let (tree, range) = (node.tree(), node.token_range());
    let before = tree.tokens()[..range.start as usize].iter().rposition(|token| !token.kind().is_trivia());
    let above = match before {
        Some(token) => after(tree, token as u32),
        None => Collector::default().run(tree, 0..range.start as usize, true),
    };
    let end = node.token(T::LBrace).unwrap_or(range.end - 1);
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    AttachedComments {
        leading: text(above.leading),
        trailing: text(after(tree, end).trailing),
        detached: above.detached.into_iter().map(text).collect(),
    }
}

/// The comments between a token and the next one.
fn after(tree: &Tree, token: u32) -> Attached {
    let tokens = tree.tokens();
    let start = token as usize + 1;
    let len =
        tokens[start.min(tokens.len())..].iter().position(|token| !token.kind().is_trivia()).unwrap_or(0);
    if len == 0 {
        return Attached::default();
    }
    Collector { can_trail: true, ..Collector::default() }.run(tree, start..start + len, false)
}

/// The only comment is a block, and no empty line follows it.
fn is_single_block(tree: &Tree, trivia: Range<usize>) -> bool {
    let is_comment = |token: &usize| tree.tokens()[*token].kind() != T::Space;
    let mut comments = trivia.clone().filter(is_comment);
    let (Some(comment), None) = (comments.next(), comments.next()) else { return false };
    let below: usize = (comment + 1..trivia.end).map(|token| newlines(tree.token_bytes(token as u32))).sum();
    tree.tokens()[comment].kind() == T::BlockComment && below < 2
}

/// The comment before a token ends on the line where the token stands.
fn is_on_line_of(tree: &Tree, token: usize) -> bool {
    let before = tree.tokens()[..token].iter().enumerate().rev();
    let mut space = before.take_while(|(_, token)| token.kind() == T::Space);
    !space.any(|(at, _)| tree.token_text(at as u32).contains('\n'))
}

/// The comments of one location: the bytes that the file has.
#[derive(Default)]
pub(crate) struct Attached {
    pub(crate) leading: Vec<u8>,
    pub(crate) trailing: Vec<u8>,
    pub(crate) detached: Vec<Vec<u8>>,
}

/// The comments that wait for the next declaration.
pub(crate) struct Comments<'t> {
    tree: &'t Tree,
    leading: Vec<u8>,
    detached: Vec<Vec<u8>>,
}

impl<'t> Comments<'t> {
    pub(crate) fn before_first_token(tree: &'t Tree) -> Comments<'t> {
        let first = tree.tokens().iter().position(|token| !token.kind().is_trivia()).unwrap_or(0);
        let found = Collector::default().run(tree, 0..first, true);
        Comments { tree, leading: found.leading, detached: found.detached }
    }

    /// A declaration, or its head, ends with this token: what waited for it, and what trails it.
    pub(crate) fn end_declaration(&mut self, token: u32) -> Option<Box<Attached>> {
        let found = after(self.tree, token);
        let leading = std::mem::replace(&mut self.leading, found.leading);
        let detached = std::mem::replace(&mut self.detached, found.detached);
        if leading.is_empty() && found.trailing.is_empty() && detached.is_empty() {
            return None;
        }
        Some(Box::new(Attached { leading, trailing: found.trailing, detached }))
    }

    /// Ends a scope or an empty statement, which takes no comments, at this token.
    pub(crate) fn end_nowhere(&mut self, token: u32) {
        let found = after(self.tree, token);
        self.leading = found.leading;
        if self.tree.tokens()[token as usize].kind() == T::RBrace {
            self.detached = found.detached;
        } else {
            self.detached.extend(found.detached);
        }
    }
}

/// Sorts the comments between two tokens.
#[derive(Default)]
struct Collector {
    found: Attached,
    /// The comment that was read last, if it is not sorted yet.
    pending: Option<Pending>,
    /// The pending comment may still trail the token before.
    can_trail: bool,
    has_trailing: bool,
    /// Number of assigned comments.
    flushed: usize,
}

struct Pending {
    text: Vec<u8>,
    is_line: bool,
}

impl Collector {
    fn run(mut self, tree: &Tree, trivia: Range<usize>, at_start: bool) -> Attached {
        let next = tree.tokens()[trivia.end].kind();
        let mut place = Between { line: 0, ends_line: !at_start, trailing_end: None };
        for token in trivia {
            let (kind, text) = (tree.tokens()[token].kind(), tree.token_bytes(token as u32));
            match kind {
                T::LineComment => self.line_comment(text, tree.tokens()[token + 1].kind() != T::Eof),
                T::BlockComment => self.block_comment(text),
                T::Space => self.space(text, &mut place),
                _ => {}
            }
            if matches!(kind, T::LineComment | T::BlockComment) {
                let trails = place.line == 0 && !at_start && place.trailing_end.is_none();
                place.line += newlines(text);
                place.ends_line = true;
                if trails {
                    // It trails the token on whose line it begins, and nothing behind it joins it.
                    self.flush();
                    place.trailing_end = Some(place.line);
                }
            }
        }
        let is_beside = !at_start && place.line == 0 || place.trailing_end == Some(place.line);
        self.finish(next, is_beside)
    }

    /// Space between two comments: an empty line in it parts what is before from what is behind.
    fn space(&mut self, text: &[u8], place: &mut Between) {
        for _ in 0..newlines(text) {
            if !place.ends_line {
                self.flush();
                self.can_trail = false;
            }
            place.ends_line = false;
            place.line += 1;
        }
    }

    /// `has_newline`: the text goes on behind the comment.
    fn line_comment(&mut self, text: &[u8], has_newline: bool) {
        if self.pending.as_ref().is_none_or(|pending| !pending.is_line) {
            self.flush();
        }
        let pending = self.pending.get_or_insert(Pending { text: Vec::new(), is_line: true });
        pending.text.extend_from_slice(&text[2..]);
        if has_newline {
            pending.text.push(b'\n');
        }
    }

    fn block_comment(&mut self, text: &[u8]) {
        self.flush();
        let content = text[2..].strip_suffix(b"*/").unwrap_or(&text[2..]);
        self.pending = Some(Pending { text: block_text(content), is_line: false });
    }

    fn flush(&mut self) {
        let Some(pending) = self.pending.take() else { return };
        self.flushed += 1;
        if self.can_trail {
            self.found.trailing.extend(pending.text);
            self.has_trailing = true;
            self.can_trail = false;
        } else {
            self.found.detached.push(pending.text);
        }
    }

    /// `is_beside`: the next token stands on the line of the token before, or where the comment behind that one ends.
    fn finish(mut self, next: T, is_beside: bool) -> Attached {
        if matches!(next, T::RBrace | T::RBracket | T::RParen | T::Eof) {
            self.flush();
        }
        if is_beside && next != T::Eof {
            self.detach_single();
        }
        if let Some(pending) = self.pending.take() {
            self.found.leading = pending.text;
        }
        self.found
    }

    /// A single comment that has a token on both sides could belong to either, and belongs to none.
    fn detach_single(&mut self) {
        let count = self.flushed + usize::from(self.pending.is_some());
        if count != 1 {
            return;
        }
        // An empty one is a comment as well.
        if self.has_trailing {
            self.found.detached.push(std::mem::take(&mut self.found.trailing));
        }
        self.can_trail = false;
        self.flush();
    }
}

/// The place reached between two tokens.
struct Between {
    /// Lines below the first token.
    line: usize,
    /// The next newline ends the line of a token or comment, so that it makes no empty line.
    ends_line: bool,
    /// The line where the comment that begins on the line of the first token ends.
    trailing_end: Option<usize>,
}

fn newlines(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| byte == b'\n').count()
}

/// Block comments lose the space, and one star, that begin their lines.
fn block_text(content: &[u8]) -> Vec<u8> {
    let mut lines = content.split(|&byte| byte == b'\n');
    let mut out = lines.next().unwrap_or_default().to_vec();
    for line in lines {
        out.push(b'\n');
        let space =
            line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\x0B' | b'\x0C')).count();
        let line = &line[space..];
        out.extend_from_slice(line.strip_prefix(b"*").unwrap_or(line));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{NodeKind, parse};

    /// The comment above the first message of a text.
    fn above_message(text: &str) -> String {
        let tree = parse(text);
        let message = tree.root().children().find(|node| node.kind() == NodeKind::Message);
        leading_comment(message.expect("a message"))
    }

    #[test]
    fn comments_above_a_declaration() {
        assert_eq!(above_message("// a\n// b\nmessage M {}"), " a\n b\n");
        assert_eq!(above_message("/*\n * a\n */\nmessage M {}"), "\n a\n");
        assert_eq!(above_message("syntax = \"proto3\";\n// a\nmessage M {}"), " a\n");
        assert_eq!(above_message("// a\n\n// b\nmessage M {}"), " b\n");
    }

    #[test]
    fn several_comments_behind_a_declaration() {
        for (between, above) in [
            (" /* one */ // two\n", " two\n"),
            (" /* one */ /* two */\n", " two "),
            (" /* one\n*/ /* two */\n", " two "),
            (" /* one\n*/\n", " one\n"),
            (" /* one\n*/ ", ""),
            (" /* one */ /* two */\n\n", ""),
            (" // one\n// two\n", " two\n"),
            (" /* one */\n", " one "),
            (" /* one */\n\n", ""),
            (" // one\n", ""),
        ] {
            assert_eq!(
                above_message(&format!("syntax = \"proto3\";{between}message M {{}}")),
                above,
                "{between}"
            );
        }
    }

    #[test]
    fn comments_elsewhere() {
        for text in [
            "message M {}",
            "// set apart\n\nmessage M {}",
            "syntax = \"proto3\"; // behind\nmessage M {}",
            "/* beside */ message M {}",
            "syntax = \"proto3\";\n\n/* beside */ message M {}",
            "message /* inside */ M {}",
        ] {
            assert_eq!(above_message(text), "", "{text}");
        }
    }
}
