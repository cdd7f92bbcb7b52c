//! Property of parsing any bytes: nothing of the text is lost. Shared with the fuzz targets.

use protune_compiler::syntax::{Node, TokenKind, Tree, parse};
use protune_compiler::text::Span;

/// The tokens tile the text, nodes lie within their parents, and errors within the text.
pub(crate) fn parse_holds(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let tree = parse(text.as_ref());
    assert_eq!(tree.text(), text);
    tokens_tile(&tree);
    nodes_nest(tree.root());
    let whole = Span::new(0, text.len() as u32);
    for error in tree.errors() {
        assert!(whole.contains(error.span), "{error:?} lies outside the text");
        // Panics in the middle of a character.
        error.span.of(&text);
    }
}

fn tokens_tile(tree: &Tree) {
    let count = tree.tokens().len() as u32;
    let mut end = 0;
    let mut joined = String::new();
    for token in 0..count {
        let span = tree.token_span(token);
        assert_eq!(span.start, end, "token {token} starts where the one before ends");
        let is_last = token + 1 == count;
        assert_eq!(tree.tokens()[token as usize].kind() == TokenKind::Eof, is_last, "one end, at the end");
        assert!(is_last == span.is_empty(), "all tokens but the last hold some text");
        joined.push_str(tree.token_text(token));
        end = span.end;
    }
    assert_eq!(joined, tree.text());
}

/// By a stack of its own: how deep trees are is for the parser to bound, and not what this looks at.
fn nodes_nest(root: Node<'_>) {
    let mut open = vec![root];
    while let Some(parent) = open.pop() {
        let mut end = parent.span().start;
        for child in parent.children() {
            let span = child.span();
            assert!(parent.span().contains(span), "{:?} lies outside {:?}", child.kind(), parent.kind());
            assert!(end <= span.start, "{:?} overlaps the node before", child.kind());
            end = span.end;
            open.push(child);
        }
    }
}
