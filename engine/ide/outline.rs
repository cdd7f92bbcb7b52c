//! The declarations of a file as a tree, for outlines.

use protune_compiler::schema::{DeclarationView, FileId, Schema};
use protune_compiler::syntax::{NodeKind, RpcDecl};
use protune_compiler::text::Span;

/// A declaration in an outline.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: ItemKind,
    /// Its type and number, or the messages of an RPC; may be empty.
    pub detail: String,
    /// The whole declaration, with the comments above it.
    pub range: Span,
    /// Its name.
    pub selection: Span,
    /// Whether it is marked as deprecated.
    pub is_deprecated: bool,
    /// Declarations in it, in text order.
    pub children: Vec<Item>,
}

/// Kind of a declaration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "they are the words of the language")]
pub enum ItemKind {
    Package,
    Message,
    Enum,
    Value,
    Field,
    Oneof,
    Service,
    Rpc,
    Extension,
}

/// Returns the outline of a file: the package, then the declarations in text order.
pub fn outline(schema: &Schema, file: FileId) -> Vec<Item> {
    let view = schema.file(file);
    let text = view.text();
    let mut items = Vec::new();
    if let Some(span) = view.package_span() {
        let name = view.package();
        let selection = span.of(text).find(name).map_or(span, |at| {
            let start = span.start + at as u32;
            Span::new(start, start + name.len() as u32)
        });
        if !name.is_empty() {
            items.push(item(name.to_owned(), ItemKind::Package, String::new(), span, selection, false));
        }
    }
    // Declarations are in the order of their nodes, so that the outer ones come first.
    let mut open: Vec<Item> = Vec::new();
    let close = |open: &mut Vec<Item>, items: &mut Vec<Item>, before: Option<u32>| {
        while open.last().is_some_and(|last| before.is_none_or(|start| last.range.end <= start)) {
            if let Some(done) = open.pop() {
                open.last_mut().map_or(&mut *items, |outer| &mut outer.children).push(done);
            }
        }
    };
    for declaration in view.declarations() {
        if let DeclarationView::Field(field) = declaration
            && field.group().is_some()
        {
            // The message stands for both.
            continue;
        }
        let node = declaration.node();
        close(&mut open, &mut items, Some(node.span().start));
        let start = with_comments(node.tree(), node.token_range().start);
        let floor = open.last().map_or(0, |outer| outer.selection.end);
        let range = Span::new(start.max(floor), node.span().end);
        let selection = declaration.name_span();
        // Where the text is broken, the name may be missing.
        let selection = if range.contains(selection) { selection } else { Span::at(node.span().start) };
        open.push(item(
            declaration.name().to_owned(),
            kind_of(declaration),
            detail(declaration),
            range,
            selection,
            declaration.is_deprecated(),
        ));
    }
    close(&mut open, &mut items, None);
    items
}

fn item(
    name: String,
    kind: ItemKind,
    detail: String,
    range: Span,
    selection: Span,
    is_deprecated: bool,
) -> Item {
    Item { name, kind, detail, range, selection, is_deprecated, children: Vec::new() }
}

/// Returns the kind of a declaration.
pub fn kind_of(declaration: DeclarationView<'_>) -> ItemKind {
    match declaration {
        DeclarationView::Message(_) => ItemKind::Message,
        DeclarationView::Field(field) if field.is_extension() => ItemKind::Extension,
        DeclarationView::Field(_) => ItemKind::Field,
        DeclarationView::Oneof(_) => ItemKind::Oneof,
        DeclarationView::Enum(_) => ItemKind::Enum,
        DeclarationView::Value(_) => ItemKind::Value,
        DeclarationView::Service(_) => ItemKind::Service,
        _ => ItemKind::Rpc,
    }
}

fn detail(declaration: DeclarationView<'_>) -> String {
    let numbered = |number: Option<i32>| number.map(|number| format!(" = {number}")).unwrap_or_default();
    match declaration {
        DeclarationView::Field(field) => {
            let ty = field.type_span().map_or("", |span| span.of(field.file.text()));
            let label = match field.label() {
                Some(protune_compiler::syntax::Label::Optional) => "optional ",
                Some(protune_compiler::syntax::Label::Required) => "required ",
                Some(protune_compiler::syntax::Label::Repeated) => "repeated ",
                None => "",
            };
            format!("{label}{}{}", in_one_line(ty), numbered(field.number()))
        }
        DeclarationView::Value(value) => numbered(value.number()).trim_start().to_owned(),
        DeclarationView::Method(rpc) => {
            let side = |ty: protune_compiler::schema::WrittenType<'_>| {
                let stream = if ty.is_stream { "stream " } else { "" };
                format!("({stream}{})", in_one_line(ty.name))
            };
            match RpcDecl::cast(rpc.node()) {
                Some(_) => format!("{} returns {}", side(rpc.input_type()), side(rpc.output_type())),
                None => String::new(),
            }
        }
        DeclarationView::Message(message) if message.node().kind() == NodeKind::Group => "group".to_owned(),
        _ => String::new(),
    }
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Start of a declaration with this first token, with the comments on the lines right above it.
pub(super) fn with_comments(tree: &protune_compiler::syntax::Tree, token: u32) -> u32 {
    use protune_compiler::syntax::TokenKind;
    let tokens = tree.tokens();
    let mut first = token as usize;
    while let Some(comment) = first.checked_sub(2) {
        let is_comment = matches!(tokens[comment].kind(), TokenKind::LineComment | TokenKind::BlockComment);
        let gap = tree.token_text(comment as u32 + 1);
        let begins_line = comment == 0 || tree.token_text(comment as u32 - 1).contains('\n');
        if !is_comment
            || tokens[comment + 1].kind() != TokenKind::Space
            || gap.matches('\n').count() != 1
            || !begins_line
        {
            break;
        }
        first = comment;
    }
    tokens[first].start()
}
