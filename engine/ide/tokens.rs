//! Words of a text with their meaning, for colors.

use protune_compiler::diagnostic::Named;
use protune_compiler::schema::rename::{Mention, mentions};
use protune_compiler::schema::{DeclarationView, FileId, Global, Scalar, Schema, Symbol};
use protune_compiler::syntax::{Node, NodeKind, TokenKind, Tree};
use protune_compiler::text::Span;
use protune_compiler::well_known;
use std::collections::HashMap;

/// A word with its meaning. It lies in one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tokened {
    /// The word.
    pub span: Span,
    /// Its type.
    pub ty: TokenType,
    /// Set of modifiers: bits `1 << TokenModifier`.
    pub modifiers: u32,
}

/// Type of a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "they are the names of the protocol")]
pub enum TokenType {
    Namespace,
    Type,
    Struct,
    Enum,
    Interface,
    EnumMember,
    Property,
    Method,
    Decorator,
    Macro,
    Keyword,
    Comment,
    String,
    Number,
}

impl TokenType {
    /// All types, in order of their numbers.
    pub const ALL: &[(TokenType, &str)] = &[
        (TokenType::Namespace, "namespace"),
        (TokenType::Type, "type"),
        (TokenType::Struct, "struct"),
        (TokenType::Enum, "enum"),
        (TokenType::Interface, "interface"),
        (TokenType::EnumMember, "enumMember"),
        (TokenType::Property, "property"),
        (TokenType::Method, "method"),
        (TokenType::Decorator, "decorator"),
        (TokenType::Macro, "macro"),
        (TokenType::Keyword, "keyword"),
        (TokenType::Comment, "comment"),
        (TokenType::String, "string"),
        (TokenType::Number, "number"),
    ];
}

/// Modifier of a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "they are the names of the protocol")]
pub enum TokenModifier {
    Declaration,
    Deprecated,
    DefaultLibrary,
}

impl TokenModifier {
    /// Names of all modifiers, in order of their bits.
    pub const NAMES: &[&str] = &["declaration", "deprecated", "defaultLibrary"];

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Returns the words of a file in text order. A comment or a string of several lines is one word for each line.
pub fn tokens(schema: &Schema, file: FileId) -> Vec<Tokened> {
    let view = schema.file(file);
    let (tree, text) = (view.data().tree(), view.text());
    let known = meanings(schema, file);
    let kinds = kinds(tree);
    let mut out = Vec::new();
    for (at, token) in tree.tokens().iter().enumerate() {
        let span = tree.token_span(at as u32);
        let (ty, modifiers) = match token.kind() {
            TokenKind::LineComment | TokenKind::BlockComment => (TokenType::Comment, 0),
            TokenKind::String => (TokenType::String, 0),
            TokenKind::Int | TokenKind::Float => (TokenType::Number, 0),
            TokenKind::Ident => match known.get(&span.start) {
                Some(&known) => known,
                None => {
                    let ty = match kinds[at] {
                        Some(NodeKind::Path)
                            if Scalar::from_name(span.of(text), view.edition()).is_some() =>
                        {
                            TokenType::Keyword
                        }
                        Some(NodeKind::Path) => TokenType::Type,
                        Some(NodeKind::Name) => TokenType::Property,
                        Some(NodeKind::NamePart) => TokenType::Decorator,
                        _ => TokenType::Keyword,
                    };
                    (ty, 0)
                }
            },
            _ => continue,
        };
        for line in lines(text, span) {
            out.push(Tokened { span: line, ty, modifiers });
        }
    }
    out
}

/// Returns the places in a file that refer to deprecated declarations.
pub fn deprecated_uses(schema: &Schema, file: FileId) -> Vec<Span> {
    let mut known: HashMap<Global<Symbol>, bool> = HashMap::new();
    let mut is_deprecated = |mention: &Mention| match mention.to {
        Named::Symbol(symbol) => {
            *known.entry(symbol).or_insert_with(|| schema.declaration(symbol).is_deprecated())
        }
        Named::Package(_) => false,
    };
    mentions(schema, file).into_iter().filter(|mention| is_deprecated(mention)).map(|it| it.span).collect()
}

/// The non-empty parts of a span in each line.
fn lines(text: &str, span: Span) -> impl Iterator<Item = Span> {
    let mut at = span.start;
    span.of(text).split(['\n', '\r']).filter_map(move |line| {
        let part = Span::new(at, at + line.len() as u32);
        at = part.end + 1;
        (!part.is_empty()).then_some(part)
    })
}

/// Meanings of names by their first bytes.
fn meanings(schema: &Schema, file: FileId) -> HashMap<u32, (TokenType, u32)> {
    let view = schema.file(file);
    let mut known = HashMap::new();
    for declaration in view.declarations() {
        let deprecated = if declaration.is_deprecated() { TokenModifier::Deprecated.bit() } else { 0 };
        let meaning = (type_of(declaration), TokenModifier::Declaration.bit() | deprecated);
        known.insert(declaration.name_span().start, meaning);
    }
    let mut of_symbols: HashMap<Named, (TokenType, u32)> = HashMap::new();
    for mention in mentions(schema, file) {
        let meaning = *of_symbols.entry(mention.to).or_insert_with_key(|to| match to {
            Named::Package(_) => (TokenType::Namespace, 0),
            Named::Symbol(symbol) => {
                let declaration = schema.declaration(*symbol);
                let is_built_in = well_known::text(declaration.file().name()).is_some();
                let mut modifiers = if is_built_in { TokenModifier::DefaultLibrary.bit() } else { 0 };
                if declaration.is_deprecated() {
                    modifiers |= TokenModifier::Deprecated.bit();
                }
                (as_used(declaration), modifiers)
            }
        });
        known.insert(mention.span.start, meaning);
    }
    if let Some(span) = view.package_span() {
        let tree = view.data().tree();
        let first = super::under::token_at(tree, span.start) + 1;
        let words = (first..).take_while(|&at| {
            (at as usize) < tree.tokens().len() && tree.tokens()[at as usize].start() < span.end
        });
        for at in words.filter(|&at| tree.tokens()[at as usize].kind() == TokenKind::Ident) {
            known.insert(
                tree.tokens()[at as usize].start(),
                (TokenType::Namespace, TokenModifier::Declaration.bit()),
            );
        }
    }
    known
}

fn type_of(declaration: DeclarationView<'_>) -> TokenType {
    match declaration {
        DeclarationView::Message(_) => TokenType::Struct,
        DeclarationView::Field(_) | DeclarationView::Oneof(_) => TokenType::Property,
        DeclarationView::Enum(_) => TokenType::Enum,
        DeclarationView::Value(_) => TokenType::EnumMember,
        DeclarationView::Service(_) => TokenType::Interface,
        _ => TokenType::Method,
    }
}

/// Type of a reference: options are decorators, features are macros.
fn as_used(declaration: DeclarationView<'_>) -> TokenType {
    let DeclarationView::Field(field) = declaration else { return type_of(declaration) };
    let of = field.message().map_or("", |message| message.full_name());
    match of {
        _ if field.is_extension() => TokenType::Decorator,
        "google.protobuf.FeatureSet" => TokenType::Macro,
        _ if field.name() == "features" && of.starts_with("google.protobuf.") => TokenType::Macro,
        _ if of.starts_with("google.protobuf.") && of.ends_with("Options") => TokenType::Decorator,
        _ => TokenType::Property,
    }
}

/// For each token the kind of the smallest node of some kinds that holds it.
fn kinds(tree: &Tree) -> Vec<Option<NodeKind>> {
    let mut kinds = vec![None; tree.tokens().len()];
    let mut open: Vec<Node<'_>> = vec![tree.root()];
    while let Some(node) = open.pop() {
        if matches!(node.kind(), NodeKind::Path | NodeKind::Name | NodeKind::NamePart | NodeKind::Scalar) {
            let range = node.token_range();
            kinds[range.start as usize..range.end as usize].fill(Some(node.kind()));
        }
        open.extend(node.children());
    }
    kinds
}
