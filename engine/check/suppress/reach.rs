//! Declarations that the comments of a file can be about, by their tokens. Knows trees, and nothing about the
//! content of comments.

use protune_compiler::syntax::{Node, NodeKind as N, TokenKind as T, Tree};
use protune_compiler::text::{Span, Text};

/// The bytes where a finding has to begin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Extent {
    pub(super) start: u32,
    /// Exclusive.
    pub(super) end: u32,
    /// Findings about the whole file as well.
    pub(super) is_whole: bool,
}

impl Extent {
    pub(super) const FILE: Extent = Extent { start: 0, end: u32::MAX, is_whole: true };

    pub(super) fn of(span: Span) -> Extent {
        Extent { start: span.start, end: span.end, is_whole: false }
    }
}

/// The declarations and statements of a file, those inside others after them.
pub(super) struct Declarations<'t> {
    tree: &'t Tree,
    lines: Text<'t>,
    list: Vec<Declaration<'t>>,
    /// By token.
    around: Vec<Around>,
}

/// Neighbours of a token that carry meaning.
#[derive(Clone, Copy)]
struct Around {
    /// The last token before, if it ends on the line where this one begins.
    before: Option<u32>,
    /// Whether another token begins behind, on the line where this one ends.
    is_before_more: bool,
    /// The first token behind; the end of the file at last.
    next: u32,
    /// A blank line stands between this one and the next.
    is_apart: bool,
}

struct Declaration<'t> {
    node: Node<'t>,
    /// A place in the list.
    parent: Option<usize>,
}

/// Neighbour that a comment stands beside.
pub(super) enum Beside {
    /// The line of something before or behind it; and if that ends a longer statement, its other lines.
    Line(Span),
    /// Nothing on its own lines; what begins on the line below.
    Below { line: Span, declaration: Option<Span> },
    /// Neither.
    Nothing,
}

impl<'t> Declarations<'t> {
    pub(super) fn new(tree: &'t Tree, lines: Text<'t>) -> Declarations<'t> {
        let mut list = Vec::new();
        collect(tree.root(), None, &mut list);
        Declarations { tree, lines, list, around: surroundings(tree) }
    }

    /// Returns the subject of a comment that speaks of its own line or of the lines below.
    pub(super) fn beside(&self, comment: u32) -> Beside {
        let around = self.around[comment as usize];
        if around.before.is_some() || around.is_before_more {
            let span = self.tree.token_span(comment);
            let line = self.lines.line_span(self.lines.line(span.start)).start;
            let statement = around.before.and_then(|token| self.statement_ending_with(token));
            let end = self.lines.line_span(self.lines.line(span.end)).end;
            return Beside::Line(Span::new(statement.unwrap_or(line).min(line), end));
        }
        let below = around.next;
        if around.is_apart || self.tree.tokens()[below as usize].kind() == T::Eof {
            return Beside::Nothing;
        }
        let line = self.lines.line_span(self.lines.line(self.tree.token_span(below).start));
        let declaration = self.starting_with(below).map(|at| self.list[at].node.span());
        Beside::Below { line, declaration }
    }

    /// The node above which the comment stands, with any number of others between, if it leads one.
    pub(super) fn below(&self, comment: u32) -> Option<Node<'t>> {
        self.starting_with(self.around[comment as usize].next).map(|at| self.list[at].node)
    }

    /// Returns the subject of the leading comment of a node, as in buf: the node with all that is in it. But
    /// fields are not in their oneof, and the first of several `extend` in one scope speaks for all.
    pub(super) fn led_by(&self, node: Node<'t>) -> Vec<Extent> {
        let first = node.token_range().start;
        let Some(at) = self.starting_with(first) else { return Vec::new() };
        match node.kind() {
            N::Oneof => around(node, |kind| matches!(kind, N::Field | N::MapField | N::Group)),
            N::Extend => {
                let parent = self.list[at].parent.map_or(self.tree.root(), |parent| self.list[parent].node);
                let mut blocks = parent.children().filter(|child| child.kind() == N::Extend).peekable();
                match blocks.peek() {
                    Some(block) if block.id() == node.id() => {
                        blocks.flat_map(|block| around(block, |kind| kind == N::Group)).collect()
                    }
                    _ => Vec::new(),
                }
            }
            _ => vec![Extent::of(node.span())],
        }
    }

    /// The outermost declaration that begins with a token.
    fn starting_with(&self, token: u32) -> Option<usize> {
        let first = |declaration: &Declaration<'_>| declaration.node.token_range().start;
        let at = self.list.partition_point(|declaration| first(declaration) < token);
        self.list.get(at).filter(|declaration| first(declaration) == token).map(|_| at)
    }

    /// Returns the start of the statement that ends with a token. A statement that ends with a brace has a
    /// body, and a comment behind that is about its last line.
    fn statement_ending_with(&self, token: u32) -> Option<u32> {
        if self.tree.tokens()[token as usize].kind() == T::RBrace {
            return None;
        }
        let after = self.list.partition_point(|declaration| declaration.node.token_range().start <= token);
        let mut at = after.checked_sub(1);
        while let Some(declaration) = at.map(|at| &self.list[at]) {
            if declaration.node.token_range().end > token {
                let ends = declaration.node.token_range().end == token + 1;
                return ends.then(|| declaration.node.span().start);
            }
            at = declaration.parent;
        }
        None
    }
}

/// Returns the meaningful neighbours of each token. One pass in each direction, so that any number of
/// comments in a row costs only their length.
fn surroundings(tree: &Tree) -> Vec<Around> {
    let tokens = tree.tokens();
    let newlines = |at: usize| match tokens[at].kind() {
        T::Space | T::BlockComment => tree.token_text(at as u32).matches('\n').count(),
        _ => 0,
    };
    let end = tokens.len() - 1;
    let mut out =
        vec![Around { before: None, is_before_more: false, next: end as u32, is_apart: false }; end + 1];
    let mut before = None;
    for (at, token) in tokens.iter().enumerate() {
        out[at].before = before;
        if !token.kind().is_trivia() {
            before = Some(at as u32);
        } else if newlines(at) > 0 {
            before = None;
        }
    }
    for at in (0..end).rev() {
        let (kind, behind) = (tokens[at + 1].kind(), out[at + 1]);
        let here = &mut out[at];
        (here.next, here.is_apart) = (behind.next, behind.is_apart);
        if kind.is_trivia() {
            let newlines = newlines(at + 1);
            here.is_before_more = behind.is_before_more && newlines == 0;
            here.is_apart |= kind == T::Space && newlines > 1;
        } else {
            (here.next, here.is_apart, here.is_before_more) = (at as u32 + 1, false, kind != T::Eof);
        }
    }
    out
}

fn collect<'t>(node: Node<'t>, parent: Option<usize>, list: &mut Vec<Declaration<'t>>) {
    for child in node.children() {
        if is_declaration(child.kind()) {
            list.push(Declaration { node: child, parent });
            collect(child, Some(list.len() - 1), list);
        } else if child.kind() == N::CompactOptions {
            collect(child, parent, list);
        }
    }
}

fn is_declaration(kind: N) -> bool {
    matches!(
        kind,
        N::Syntax
            | N::Edition
            | N::Package
            | N::Import
            | N::Option
            | N::Message
            | N::Field
            | N::MapField
            | N::Group
            | N::Oneof
            | N::Extend
            | N::Extensions
            | N::Reserved
            | N::Enum
            | N::EnumValue
            | N::Service
            | N::Rpc
    )
}

/// Returns the parts of a node outside of those children.
fn around(node: Node<'_>, is_outside: impl Fn(N) -> bool) -> Vec<Extent> {
    let mut start = node.span().start;
    let mut out = Vec::new();
    for child in node.children().filter(|child| is_outside(child.kind())) {
        out.push(Extent::of(Span::new(start, child.span().start)));
        start = child.span().end;
    }
    out.push(Extent::of(Span::new(start, node.span().end)));
    out
}
