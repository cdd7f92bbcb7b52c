//! The lossless tree: two flat tables, tokens in text order and nodes in pre-order, where a subtree
//! is a range. Read-only once the parser has made it.

use super::lexer::{Token, TokenKind};
use crate::problem::TextError;
use crate::text::Span;
use std::fmt;
use std::ops::Range;

/// Kind of a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum NodeKind {
    /// The whole file; the root.
    File,
    /// `syntax = "proto3";`
    Syntax,
    /// `edition = "2023";`
    Edition,
    /// A `package` statement.
    Package,
    /// An `import` statement.
    Import,
    /// `option x = y;`, or one entry between `[` and `]`.
    Option,
    /// The name of an option, with all its parts.
    OptionName,
    /// One step of an option name: `a`, or `(a.b)`.
    NamePart,
    /// `[a = b, c = d]`.
    CompactOptions,
    /// A number, a name, a string or several adjacent ones; a sign may stand before it.
    Scalar,
    /// `{a: b}` or `<a: b>`.
    Literal,
    /// A field in a literal, with its value.
    LiteralField,
    /// `[a, b]` as a value.
    List,
    /// A message, to its `}`.
    Message,
    /// A field that is neither a map nor a group.
    Field,
    /// A field of type `map<K, V>`.
    MapField,
    /// A group: a field, and the message that it declares.
    Group,
    /// A oneof, to its `}`.
    Oneof,
    /// An `extend` block.
    Extend,
    /// An `extensions` statement.
    Extensions,
    /// A `reserved` statement.
    Reserved,
    /// `1`, `1 to 5` or `1 to max`.
    Range,
    /// An enum, to its `}`.
    Enum,
    /// A value of an enum.
    EnumValue,
    /// A service, to its `}`.
    Service,
    /// An RPC.
    Rpc,
    /// `(stream a.B)`.
    RpcType,
    /// The name that a declaration gives.
    Name,
    /// A name that refers to a declaration: `a.b`, `.a.b`.
    Path,
    /// A stray `;`.
    Empty,
    /// Tokens that fit nowhere.
    Error,
}

impl NodeKind {
    /// Number of kinds.
    pub(crate) const COUNT: usize = NodeKind::Error as usize + 1;
}

/// A node of a tree. It comes from a view, and means something in the tree of that view only.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(pub(crate) u32);

/// One node. `first..last` are its tokens; it starts and ends with a token that is not trivia.
/// `end` is the first node after its subtree. Packed, as tokens are.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed)]
pub(super) struct NodeData {
    pub(super) kind: NodeKind,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) end: u32,
}

/// A parsed text. Broken texts have a tree as well: see [`Tree::errors`].
#[derive(Debug)]
pub struct Tree {
    text: Box<str>,
    /// The bytes of the file, where they are not UTF-8.
    bytes: Option<Box<[u8]>>,
    tokens: Vec<Token>,
    nodes: Vec<NodeData>,
    errors: Vec<TextError>,
}

impl Tree {
    pub(super) fn new(
        text: Box<str>,
        tokens: Vec<Token>,
        nodes: Vec<NodeData>,
        errors: Vec<TextError>,
    ) -> Tree {
        debug_assert!(nodes[0].kind == NodeKind::File && nodes[0].end as usize == nodes.len());
        Tree { text, bytes: None, tokens, nodes, errors }
    }

    /// The tree of a file whose bytes are not UTF-8. They are as long as its text.
    pub(super) fn with_bytes(self, bytes: Box<[u8]>) -> Tree {
        assert_eq!(bytes.len(), self.text.len());
        Tree { bytes: Some(bytes), ..self }
    }

    /// The text, from its first byte to its last.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the file: those of the text, unless they are not UTF-8.
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// Syntax errors in text order: all, or the first hundred.
    pub fn errors(&self) -> &[TextError] {
        &self.errors
    }

    /// All tokens, trivia included; they tile the text.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Returns the span of a token, given by its index in [`Tree::tokens`].
    pub fn token_span(&self, token: u32) -> Span {
        let start = self.tokens[token as usize].start();
        let end = self.tokens.get(token as usize + 1).map_or(self.text.len() as u32, |next| next.start());
        Span::new(start, end)
    }

    /// The text of a token.
    pub fn token_text(&self, token: u32) -> &str {
        self.token_span(token).of(&self.text)
    }

    /// Whether the bytes of the file are UTF-8, and so its text is all of it.
    pub fn is_utf8(&self) -> bool {
        self.bytes.is_none()
    }

    /// The bytes of a token.
    pub(super) fn token_bytes(&self, token: u32) -> &[u8] {
        let span = self.token_span(token);
        &self.bytes()[span.start as usize..span.end as usize]
    }

    /// The kind of every node, in pre-order.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = NodeKind> {
        self.nodes.iter().map(|node| node.kind)
    }

    /// The node of the whole file.
    pub fn root(&self) -> Node<'_> {
        self.node(NodeId(0))
    }

    /// The node behind an id of this tree.
    pub fn node(&self, id: NodeId) -> Node<'_> {
        Node { tree: self, id }
    }
}

/// One node of a tree: a cheap, copyable view.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: NodeId,
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Node").field(&self.kind()).field(&self.text()).finish()
    }
}

impl<'t> Node<'t> {
    fn data(self) -> NodeData {
        self.tree.nodes[self.id.0 as usize]
    }

    /// The tree that it is a node of.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// Its id in the tree.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// Returns the kind of the node.
    pub fn kind(self) -> NodeKind {
        self.data().kind
    }

    /// The tokens of the node, trivia between them included.
    pub fn token_range(self) -> Range<u32> {
        let data = self.data();
        data.first..data.last
    }

    /// The token that protoc locates a declaration from: `export` and `local` before a message or an enum do
    /// not count.
    pub(crate) fn located_from(self) -> u32 {
        let is_visibility = |token: &u32| matches!(self.tree.token_text(*token), "export" | "local");
        let behind = match self.kind() {
            NodeKind::Message | NodeKind::Enum => self.own_tokens().find(|token| !is_visibility(token)),
            _ => None,
        };
        behind.unwrap_or(self.data().first)
    }

    /// From the node's first byte to its last, without the space and comments around it.
    pub fn span(self) -> Span {
        let data = self.data();
        let start = self.tree.tokens[data.first as usize].start();
        if data.first == data.last {
            return Span::at(start);
        }
        Span::new(start, self.tree.token_span(data.last - 1).end)
    }

    /// The text, from its first byte to its last.
    pub fn text(self) -> &'t str {
        self.span().of(&self.tree.text)
    }

    /// The nodes right below, in text order.
    pub fn children(self) -> impl Iterator<Item = Node<'t>> + use<'t> {
        let end = self.data().end;
        let mut next = self.id.0 + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = self.tree.node(NodeId(next));
                next = child.data().end;
                child
            })
        })
    }

    /// The first child of a kind.
    pub fn child(self, kind: NodeKind) -> Option<Node<'t>> {
        self.children().find(|child| child.kind() == kind)
    }

    /// The tokens that carry meaning and belong to this node itself, and the nodes right below, in text order.
    pub fn pieces(self) -> impl Iterator<Item = Piece<'t>> + use<'t> {
        Pieces::of(self)
    }

    /// The tokens that carry meaning and belong to this node itself, not to a node below.
    pub fn own_tokens(self) -> impl Iterator<Item = u32> + use<'t> {
        self.pieces().filter_map(|piece| match piece {
            Piece::Token(token) => Some(token),
            Piece::Node(_) => None,
        })
    }

    /// The first own token of a kind.
    pub fn token(self, kind: TokenKind) -> Option<u32> {
        self.own_tokens().find(|&token| self.tree.tokens[token as usize].kind() == kind)
    }

    /// The `}` that a declaration ends with. `None` where the text is broken: it may be that of another block.
    pub fn closing_brace(self) -> Option<u32> {
        let last = self.data().last.checked_sub(1)?;
        let is_brace = self.tree.tokens[last as usize].kind() == TokenKind::RBrace;
        (is_brace && self.tree.errors.is_empty()).then_some(last)
    }

    /// The span of the own token that is this very word.
    pub fn word(self, word: &str) -> Option<Span> {
        let token = self.own_tokens().find(|&token| self.tree.token_text(token) == word)?;
        Some(self.tree.token_span(token))
    }
}

/// A part of a node.
#[derive(Clone, Copy, Debug)]
pub enum Piece<'t> {
    /// A token, by its index in [`Tree::tokens`].
    Token(u32),
    /// A node right below.
    Node(Node<'t>),
}

/// The parts of a node that are left.
struct Pieces<'t> {
    tree: &'t Tree,
    tokens: Range<u32>,
    /// Its children and the nodes below them.
    nodes: Range<u32>,
    /// The first token of the next child; behind the last child, more than any token.
    child_from: u32,
}

impl<'t> Pieces<'t> {
    fn of(node: Node<'t>) -> Pieces<'t> {
        let (tokens, nodes) = (node.token_range(), node.id.0 + 1..node.data().end);
        let mut pieces = Pieces { tree: node.tree, tokens, nodes, child_from: 0 };
        pieces.find_child();
        pieces
    }

    fn find_child(&mut self) {
        let child = self.tree.nodes.get(self.nodes.start as usize).filter(|_| !self.nodes.is_empty());
        self.child_from = child.map_or(u32::MAX, |child| child.first);
    }
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        loop {
            if self.child_from <= self.tokens.start {
                let child = self.tree.node(NodeId(self.nodes.start));
                let NodeData { last, end, .. } = child.data();
                (self.tokens.start, self.nodes.start) = (self.tokens.start.max(last), end);
                self.find_child();
                return Some(Piece::Node(child));
            }
            let token = self.tokens.next()?;
            if !self.tree.tokens[token as usize].kind().is_trivia() {
                return Some(Piece::Token(token));
            }
        }
    }
}
