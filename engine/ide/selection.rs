//! Growing selections: the word at a place, then each larger part of the syntax around it.

use super::under::{path_to, token_at, word_at};
use protune_compiler::schema::{FileId, Schema};
use protune_compiler::text::Span;

/// Returns ever larger parts of a text around an offset, the smallest first; the last is the whole text.
pub fn selection(schema: &Schema, file: FileId, offset: u32) -> Vec<Span> {
    let view = schema.file(file);
    let tree = view.data().tree();
    let token = word_at(tree, offset).unwrap_or_else(|| token_at(tree, offset));
    let word = tree.token_span(token);
    let mut spans = vec![word];
    let mut add = |span: Span| {
        let last = spans[spans.len() - 1];
        if span.contains(last) && span != last {
            spans.push(span);
        }
    };
    for node in path_to(tree, token).into_iter().rev() {
        let first = node.token_range().start;
        add(node.span());
        let start = super::outline::with_comments(tree, first);
        add(Span::new(start, node.span().end.max(start)));
    }
    add(Span::new(0, view.text().len() as u32));
    spans
}
