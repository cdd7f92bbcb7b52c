//! Text to tree. Parsing never fails: a broken text gives a tree with error nodes, and every error.
//! Knows the grammar and nothing of what names mean.

mod bytes;
pub(crate) mod comments;
mod lexer;
pub mod literals;
mod parser;
mod problem;
mod tree;
mod views;

pub use crate::problem::TextError;
pub use bytes::{first_invalid, parse_bytes, replace_invalid};
pub use comments::{AttachedComments, attached_comments, leading_comment};
pub use lexer::{Token, TokenKind, lex};
pub use parser::parse;
pub(crate) use problem::SyntaxProblem;
pub use tree::{Node, NodeId, NodeKind, Piece, Tree};
pub use views::*;

/// Words that begin a declaration, a type or a part of one. They can be names as well, where nothing else can stand.
pub const KEYWORDS: &[&str] = &[
    "edition",
    "enum",
    "export",
    "extend",
    "extensions",
    "group",
    "import",
    "local",
    "map",
    "message",
    "oneof",
    "option",
    "optional",
    "package",
    "repeated",
    "required",
    "reserved",
    "returns",
    "rpc",
    "service",
    "stream",
    "syntax",
];

impl Default for Tree {
    /// The tree of an empty text.
    fn default() -> Tree {
        parse("")
    }
}
