//! The word at a place of a text, and its meaning.

use protune_compiler::diagnostic::Named;
use protune_compiler::schema::rename::{Sought, mentions_of};
use protune_compiler::schema::{
    DeclarationView, FileId, FileView, Global, MessageView, Scalar, Schema, Symbol,
};
use protune_compiler::syntax::{KEYWORDS, Node, NodeKind, TokenKind, Tree};
use protune_compiler::text::Span;

/// A word of a text with its meaning.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Under {
    /// The word: of a dotted name one part.
    pub span: Span,
    /// Its meaning.
    pub thing: Thing,
}

/// Meaning of a word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Thing {
    /// The name that a declaration gives.
    Declaration(Global<Symbol>),
    /// A reference to a declaration or a package.
    Reference(Named),
    /// A reference to a declaration whose file is not imported.
    NotImported(Global<Symbol>),
    /// The string of an import, and the imported file.
    Import(Option<FileId>),
    /// The number of a field or a value.
    Number(Global<Symbol>),
    /// A scalar type.
    Scalar(Scalar),
    /// A word of the language.
    Keyword,
}

impl Thing {
    /// The declaration or package that it names.
    pub fn named(&self) -> Option<Named> {
        match self {
            Thing::Declaration(symbol) | Thing::NotImported(symbol) => Some(Named::Symbol(*symbol)),
            Thing::Reference(named) => Some(named.clone()),
            Thing::Import(_) | Thing::Number(_) | Thing::Scalar(_) | Thing::Keyword => None,
        }
    }

    /// The declaration that it names.
    pub fn symbol(&self) -> Option<Global<Symbol>> {
        match self.named()? {
            Named::Symbol(symbol) => Some(symbol),
            Named::Package(_) => None,
        }
    }
}

/// Returns what stands at an offset: the word that holds it, or that ends there.
///
/// ```
/// use protune_engine::Workspace;
/// use protune_engine::ide::{Thing, under};
/// use protune_compiler::schema::FileId;
///
/// let workspace = Workspace::of_texts([("a.proto", "syntax = \"proto3\"; message A { A a = 1; }")]);
/// let found = under(&workspace.schema, FileId::new(0), 31).unwrap();
/// assert!(matches!(found.thing, Thing::Reference(_)));
/// ```
pub fn under(schema: &Schema, file: FileId, offset: u32) -> Option<Under> {
    let view = schema.file(file);
    let tree = view.data().tree();
    let token = word_at(tree, offset)?;
    let span = tree.token_span(token);
    let kind = tree.tokens()[token as usize].kind();
    let node = innermost(tree, token);
    let thing = match kind {
        TokenKind::String => import(view, node, span)?,
        TokenKind::Int => Thing::Number(numbered(view, span)?),
        _ => named(view, node, span)?,
    };
    Some(Under { span, thing })
}

/// The token of a word at an offset. Between two tokens a word counts before other tokens.
pub(super) fn word_at(tree: &Tree, offset: u32) -> Option<u32> {
    let tokens = tree.tokens();
    let at = token_at(tree, offset);
    let is_word =
        |at: u32| matches!(tokens[at as usize].kind(), TokenKind::Ident | TokenKind::Int | TokenKind::String);
    let before = at.checked_sub(1).filter(|_| tokens[at as usize].start() == offset);
    [Some(at), before].into_iter().flatten().find(|&at| is_word(at))
}

/// The token that holds an offset.
pub(super) fn token_at(tree: &Tree, offset: u32) -> u32 {
    let tokens = tree.tokens();
    tokens.partition_point(|token| token.start() <= offset).saturating_sub(1) as u32
}

/// The smallest node that holds a token.
pub(super) fn innermost(tree: &Tree, token: u32) -> Node<'_> {
    let mut node = tree.root();
    while let Some(child) = node.children().find(|child| child.token_range().contains(&token)) {
        node = child;
    }
    node
}

/// The nodes that hold a token, from the file to the smallest.
pub(super) fn path_to(tree: &Tree, token: u32) -> Vec<Node<'_>> {
    let mut path = vec![tree.root()];
    while let Some(child) = path[path.len() - 1].children().find(|child| child.token_range().contains(&token))
    {
        path.push(child);
    }
    path
}

fn import(view: FileView<'_>, node: Node<'_>, span: Span) -> Option<Thing> {
    if node.kind() != NodeKind::Scalar {
        return None;
    }
    let import = view.imports().find(|import| import.name_span().contains(span))?;
    Some(Thing::Import(import.target().map(|target| target.id)))
}

fn numbered(view: FileView<'_>, span: Span) -> Option<Global<Symbol>> {
    let field = view.fields().find(|field| field.number_span() == Some(span));
    let field = field.map(|field| DeclarationView::Field(field).symbol());
    let value = || {
        let mut values = view.enums().flat_map(|of| of.values());
        values
            .find(|value| value.number_span() == Some(span))
            .map(|value| DeclarationView::Value(value).symbol())
    };
    field.or_else(value)
}

fn named(view: FileView<'_>, node: Node<'_>, span: Span) -> Option<Thing> {
    if node.kind() == NodeKind::Name {
        return declared(view, span).map(Thing::Declaration);
    }
    // Whatever refers to something here has this word in it.
    let sought = Sought::new([span.of(view.text())]);
    let found = mentions_of(view.schema(), view.id, &sought).into_iter().find(|it| it.span == span);
    if let Some(mention) = found {
        return Some(Thing::Reference(mention.to));
    }
    let word = span.of(view.text());
    if node.kind() == NodeKind::Path {
        if let Some(scalar) = Scalar::from_name(node.text(), view.edition()) {
            return Some(Thing::Scalar(scalar));
        }
        return not_imported(view, node, span).map(Thing::NotImported);
    }
    let is_keyword = KEYWORDS.contains(&word) || matches!(word, "max" | "public" | "to" | "weak");
    is_keyword.then_some(Thing::Keyword)
}

/// The declaration whose name stands at a place.
pub(super) fn declared(view: FileView<'_>, span: Span) -> Option<Global<Symbol>> {
    let found = view.declarations().into_iter().filter(|it| it.name_span() == span);
    // A group is a field and a message; the message stands for both.
    found.last().map(DeclarationView::symbol)
}

/// The declaration that a part of a path would refer to, if its file were imported.
fn not_imported(view: FileView<'_>, path: Node<'_>, part: Span) -> Option<Global<Symbol>> {
    let text = path.text();
    let symbol = unresolved(view, path.span().start, text)?;
    let behind = text[(part.end - path.span().start) as usize..].matches('.').count();
    outer(view.schema(), symbol, behind)
}

/// The declaration anywhere in the schema that an unknown name of a file would refer to.
pub(super) fn unresolved(view: FileView<'_>, at: u32, name: &str) -> Option<Global<Symbol>> {
    let inside = message_around(view, at);
    let found = view.look_up_type(inside, name).symbol();
    found
        .or_else(|| view.look_up_option(inside, name).symbol())
        .or_else(|| named_in_full(view.schema(), name))
}

/// The type with a full name, in whichever package.
fn named_in_full(schema: &Schema, name: &str) -> Option<Global<Symbol>> {
    let full = name.trim_start_matches('.');
    full.contains('.').then_some(())?;
    schema.files().filter(|file| full.starts_with(file.package())).find_map(|file| {
        let message = file.messages().find(|message| message.full_name() == full);
        let of =
            || file.enums().find(|of| of.full_name() == full).map(|it| DeclarationView::Enum(it).symbol());
        message.map(|it| DeclarationView::Message(it).symbol()).or_else(of)
    })
}

/// The declaration some steps further out.
fn outer(schema: &Schema, symbol: Global<Symbol>, steps: usize) -> Option<Global<Symbol>> {
    let mut symbol = symbol;
    for _ in 0..steps {
        let parent = match schema.declaration(symbol) {
            DeclarationView::Message(message) => message.parent()?,
            DeclarationView::Enum(of) => of.parent()?,
            _ => return None,
        };
        symbol = DeclarationView::Message(parent).symbol();
    }
    Some(symbol)
}

/// The innermost message whose declaration holds an offset.
pub(super) fn message_around(view: FileView<'_>, at: u32) -> Option<MessageView<'_>> {
    let holds = |message: &MessageView<'_>| {
        let span = message.span();
        !message.is_map_entry() && span.start < at && at <= span.end
    };
    // Outer messages come before inner ones.
    view.messages().filter(holds).last()
}
