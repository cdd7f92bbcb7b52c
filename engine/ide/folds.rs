//! Parts of a text that can be folded: bodies, comments, blocks of imports.

use protune_compiler::schema::{FileId, Schema};
use protune_compiler::syntax::{NodeKind, TokenKind};
use protune_compiler::text::Span;

/// A part of a text that can be folded. It covers several lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fold {
    /// From behind the opening bracket to before the closing one, or the whole of comments and imports.
    pub span: Span,
    /// Its kind.
    pub kind: FoldKind,
}

/// Kind of a part that can be folded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FoldKind {
    /// Text between brackets.
    Body,
    /// Comments that follow each other.
    Comment,
    /// Imports that follow each other.
    Imports,
}

/// Returns all parts of a file that can be folded, in text order.
pub fn folds(schema: &Schema, file: FileId) -> Vec<Fold> {
    let view = schema.file(file);
    let (tree, text) = (view.data().tree(), view.text());
    let mut folds = Vec::new();
    let mut push = |start: u32, end: u32, kind: FoldKind| {
        if start < end && text[start as usize..end as usize].contains(['\n', '\r']) {
            folds.push(Fold { span: Span::new(start, end), kind });
        }
    };
    let mut open = Vec::new();
    let mut comments: Option<(u32, u32)> = None;
    for (at, token) in tree.tokens().iter().enumerate() {
        let span = tree.token_span(at as u32);
        match token.kind() {
            TokenKind::LBrace | TokenKind::LBracket => open.push((token.kind(), span.end)),
            TokenKind::RBrace | TokenKind::RBracket => {
                let opening = match token.kind() {
                    TokenKind::RBrace => TokenKind::LBrace,
                    _ => TokenKind::LBracket,
                };
                if open.last().is_some_and(|(kind, _)| *kind == opening)
                    && let Some((_, start)) = open.pop()
                {
                    push(start, span.start, FoldKind::Body);
                }
            }
            _ => {}
        }
        match token.kind() {
            TokenKind::LineComment | TokenKind::BlockComment => {
                let start = comments.map_or(span.start, |(start, _)| start);
                comments = Some((start, span.end));
            }
            // An empty line ends a block of comments.
            TokenKind::Space if span.of(text).matches('\n').count() < 2 => {}
            _ => {
                if let Some((start, end)) = comments.take() {
                    push(start, end, FoldKind::Comment);
                }
            }
        }
    }
    let mut imports: Option<Span> = None;
    for node in tree.root().children() {
        match (node.kind(), imports) {
            (NodeKind::Import, Some(span)) => imports = Some(span.cover(node.span())),
            (NodeKind::Import, None) => imports = Some(node.span()),
            (NodeKind::Empty, _) => {}
            (_, Some(span)) => {
                push(span.start, span.end, FoldKind::Imports);
                imports = None;
            }
            (_, None) => {}
        }
    }
    if let Some(span) = imports {
        push(span.start, span.end, FoldKind::Imports);
    }
    folds.sort_unstable();
    folds
}
