//! Changes of declarations that nobody has to make: deprecating them, or deleting them with their numbers reserved.

use super::{Action, ActionKind};
use crate::ide::imports::newline;
use crate::ide::under::{path_to, token_at, word_at};
use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::{DeclarationView, FieldView, FileId, FileView, Schema, ValueView};
use protune_compiler::syntax::{Node, NodeKind, OptionEntry, TokenKind};
use protune_compiler::text::Span;

/// Returns changes of the declaration around an offset.
pub fn refactorings(schema: &Schema, file: FileId, offset: u32) -> Vec<Action> {
    let view = schema.file(file);
    let tree = view.data().tree();
    let token = word_at(tree, offset).unwrap_or_else(|| token_at(tree, offset));
    let path: Vec<_> = path_to(tree, token).into_iter().map(Node::id).collect();
    let around = view.declarations().into_iter().filter(|it| path.contains(&it.node().id())).last();
    let Some(declaration) = around.filter(|_| tree.errors().is_empty()) else { return Vec::new() };
    let mut actions = Vec::new();
    actions.extend(deprecate(view, declaration));
    match declaration {
        DeclarationView::Field(field) if !field.is_extension() && field.group().is_none() => {
            actions.extend(delete_field(view, field));
        }
        DeclarationView::Value(value) => actions.extend(delete_value(view, value)),
        _ => {}
    }
    actions
}

fn deprecate(view: FileView<'_>, declaration: DeclarationView<'_>) -> Option<Action> {
    if declaration.is_deprecated() || matches!(declaration, DeclarationView::Oneof(_)) {
        return None;
    }
    let edit = match declaration {
        DeclarationView::Field(field) => in_brackets(view, field.node(), field.number_span()?),
        DeclarationView::Value(value) => in_brackets(view, value.node(), value.number_span()?),
        _ => in_body(view, declaration.node())?,
    };
    let title = format!("Deprecate the {} `{}`", declaration.word(), declaration.name());
    Some(Action::new(title, ActionKind::Rewrite, vec![edit]))
}

fn in_brackets(view: FileView<'_>, node: Node<'_>, number: Span) -> Edit {
    let list = node.child(NodeKind::CompactOptions);
    let last = list.and_then(|list| list.children().filter_map(OptionEntry::cast).last());
    match last {
        Some(last) => {
            let span = Span::at(last.node().span().end);
            Edit { file: view.id, span, text: ", deprecated = true".to_owned() }
        }
        None => Edit { file: view.id, span: Span::at(number.end), text: " [deprecated = true]".to_owned() },
    }
}

fn in_body(view: FileView<'_>, node: Node<'_>) -> Option<Edit> {
    let tree = node.tree();
    let brace = node.own_tokens().find(|&at| tree.tokens()[at as usize].kind() == TokenKind::LBrace);
    let newline = newline(view.text());
    let indent = indent(view.text(), node.span().start);
    let Some(brace) = brace else {
        // An RPC without a body.
        let semicolon =
            node.own_tokens().find(|&at| tree.tokens()[at as usize].kind() == TokenKind::Semicolon)?;
        let text = format!(" {{{newline}{indent}  option deprecated = true;{newline}{indent}}}");
        return Some(Edit { file: view.id, span: tree.token_span(semicolon), text });
    };
    let at = tree.token_span(brace).end;
    let rest = &view.text()[at as usize..];
    let text = match rest.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']) {
        true => format!("{newline}{indent}  option deprecated = true;"),
        false if rest.trim_start().starts_with('}') => {
            format!("{newline}{indent}  option deprecated = true;{newline}{indent}")
        }
        false => format!("{newline}{indent}  option deprecated = true;{newline}{indent}  "),
    };
    Some(Edit { file: view.id, span: Span::at(at), text })
}

fn indent(text: &str, at: u32) -> String {
    let line = text[..at as usize].rfind('\n').map_or(0, |before| before + 1);
    text[line..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect()
}

fn delete_field(view: FileView<'_>, field: FieldView<'_>) -> Option<Action> {
    let number = field.number()?;
    let is_lonely = !field.node().span().is_empty()
        && field.oneof().is_some_and(|oneof| oneof.fields().len() == 1 && oneof.span() != field.span());
    if is_lonely {
        // A oneof cannot be empty.
        return None;
    }
    let message = field.message()?.node();
    let edits = with_reserved(view, message, field.node(), number, field.name())?;
    let title = format!("Delete the field `{}`, and reserve its number and name", field.name());
    Some(Action::new(title, ActionKind::Rewrite, edits))
}

fn delete_value(view: FileView<'_>, value: ValueView<'_>) -> Option<Action> {
    let of = value.parent();
    if of.values().len() < 2 || of.values().next()?.id == value.id {
        return None;
    }
    let edits = with_reserved(view, of.node(), value.node(), value.number()?, value.name())?;
    let title = format!("Delete the value `{}`, and reserve its number and name", value.name());
    Some(Action::new(title, ActionKind::Rewrite, edits))
}

/// Removes a declaration with its comments and its line, and reserves its number and name at the start of the block.
fn with_reserved(
    view: FileView<'_>,
    block: Node<'_>,
    gone: Node<'_>,
    number: i32,
    name: &str,
) -> Option<Vec<Edit>> {
    let (tree, text) = (block.tree(), view.text());
    let newline = newline(text);
    let brace = block.own_tokens().find(|&at| tree.tokens()[at as usize].kind() == TokenKind::LBrace)?;
    let at = tree.token_span(brace).end;
    let start = crate::ide::outline::with_comments(tree, gone.token_range().start);
    let before = text[..start as usize].trim_end_matches([' ', '\t']);
    let rest = &text[gone.span().end as usize..];
    let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
    let behind = rest[..line].trim();
    let is_own_line = before.ends_with('\n') && (behind.is_empty() || behind.starts_with("//"));
    let removed = match is_own_line {
        true => Span::new(before.len() as u32, gone.span().end + line as u32),
        false => gone.span(),
    };
    let name = if view.edition().is_edition() { name.to_owned() } else { format!("\"{name}\"") };
    let indent = indent(text, block.span().start);
    let reserved = match is_own_line {
        true => format!("{newline}{indent}  reserved {number};{newline}{indent}  reserved {name};"),
        false => format!(" reserved {number}; reserved {name};"),
    };
    // The place behind the brace is at most where the removed line begins.
    let insertion = Edit { file: view.id, span: Span::at(at), text: reserved };
    Some(vec![insertion, Edit { file: view.id, span: removed, text: String::new() }])
}
