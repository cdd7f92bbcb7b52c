//! Whether a formatted text says what the text before it said. Shares nothing with the layout but the order of
//! imports, and which options may be one, so that a mistake there shows here.

use super::Style;
use super::comments::is_comment;
use super::declarations::{Order, declarations};
use super::options::{Standing, file_options, standings};
use protune_compiler::syntax::{Node, NodeKind as N, Piece, TokenKind as T, Tree};

/// Part that a formatted text has lost: a bug of the formatter, never an error of the user.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Damage {
    /// It no longer parses.
    Syntax,
    /// A token that carries meaning differs.
    Meaning,
    /// A comment is gone, or there twice.
    Comments,
    /// Formatting it again changes it, and again.
    Unrest,
}

impl Damage {
    /// Describes the damage in words.
    pub fn describe(self) -> &'static str {
        match self {
            Damage::Syntax => "the result is not valid",
            Damage::Meaning => "the result means something else",
            Damage::Comments => "a comment is lost",
            Damage::Unrest => "the result does not stay as it is",
        }
    }
}

/// Holds the tree of a formatted text against the tree that it was made from.
pub(super) fn judge(before: &Tree, after: &Tree, order: Order, style: &Style) -> Result<(), Damage> {
    if !after.errors().is_empty() {
        return Err(Damage::Syntax);
    }
    let expected = declarations(before, order, style);
    let actual = declarations(after, Order::Source, style);
    if !meaning(&expected).eq(meaning(&actual)) || options(before) != options(after) {
        return Err(Damage::Meaning);
    }
    let is_kept = match style.line_width {
        None => comments(before) == comments(after),
        // Words move from comment to comment; each is still there, as often as it was.
        Some(_) => words(before) == words(after),
    };
    if is_kept { Ok(()) } else { Err(Damage::Comments) }
}

/// The tokens that carry meaning, in order. What literals may leave out is left out, and so are file options.
fn meaning<'t>(declarations: &[Node<'t>]) -> impl Iterator<Item = &'t str> {
    declarations.iter().filter(|declaration| declaration.kind() != N::Option).flat_map(|&node| tokens(node))
}

/// Returns the file options, in no order, each with its standing among those that set the same or a part of
/// it.
fn options(tree: &Tree) -> Vec<(Vec<&str>, Standing)> {
    let options = file_options(tree);
    let tokens = options.iter().map(|option| tokens(option.node));
    let mut said: Vec<_> = tokens.zip(standings(&options)).collect();
    said.sort_unstable();
    said
}

fn tokens(node: Node<'_>) -> Vec<&str> {
    let mut out = Vec::new();
    collect(node, &mut out);
    out
}

fn collect<'t>(node: Node<'t>, out: &mut Vec<&'t str>) {
    if node.kind() == N::Empty {
        return;
    }
    let tree = node.tree();
    for piece in node.pieces() {
        match piece {
            Piece::Node(child) => collect(child, out),
            Piece::Token(token) => {
                let kind = tree.tokens()[token as usize].kind();
                match (node.kind(), kind) {
                    (N::Literal, T::Comma | T::Semicolon) | (N::LiteralField, T::Colon) => {}
                    (N::Literal, T::LAngle) => out.push("{"),
                    (N::Literal, T::RAngle) => out.push("}"),
                    _ => out.push(tree.token_text(token)),
                }
            }
        }
    }
}

/// Returns the comments, in no order: without the space in them, and whether they are blocks.
fn comments(tree: &Tree) -> Vec<String> {
    let mut comments: Vec<String> =
        bodies(tree).map(|body| body.split_ascii_whitespace().collect()).collect();
    comments.sort_unstable();
    comments
}

/// The words of the comments, in no order; slashes and stars at the start of a line are none.
fn words(tree: &Tree) -> Vec<&str> {
    let is_word = |word: &&str| !word.bytes().all(|byte| matches!(byte, b'*' | b'/'));
    let mut words: Vec<&str> = bodies(tree).flat_map(str::split_ascii_whitespace).filter(is_word).collect();
    words.sort_unstable();
    words
}

fn bodies(tree: &Tree) -> impl Iterator<Item = &str> {
    let tokens = tree.tokens().iter().enumerate().filter(|(_, token)| is_comment(token.kind()));
    tokens.map(|(at, token)| {
        let text = tree.token_text(at as u32);
        match token.kind() {
            T::BlockComment => &text[2..text.len() - 2],
            _ => &text[2..],
        }
    })
}
