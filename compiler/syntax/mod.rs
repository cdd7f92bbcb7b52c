//! Text to tree. Parsing never fails: a broken text gives a tree with error nodes, and every error.
//! Knows the grammar and nothing of what names mean.

pub(crate) mod comments;
mod lexer;
pub mod literals;
mod parser;
mod tree;
mod views;

pub use comments::leading_comment;
pub use lexer::{Token, TokenKind, lex};
pub use parser::parse;
pub use tree::{Node, NodeId, NodeKind, Tree};
pub use views::*;

use crate::text::Span;

/// What is wrong at one place of a text, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SyntaxError {
    pub span: Span,
    pub message: Box<str>,
    pub help: Option<Box<str>>,
    /// Another place that matters, and why.
    pub label: Option<(Span, &'static str)>,
}

impl SyntaxError {
    fn new(span: Span, message: impl Into<Box<str>>, help: Option<&str>) -> SyntaxError {
        SyntaxError { span, message: message.into(), help: help.map(Into::into), label: None }
    }
}
