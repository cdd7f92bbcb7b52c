//! Fields and the oneofs that they were in, or not: each is put back where it was. A oneof is never left empty.

use super::replace;
use crate::contracts::Effects;
use crate::pair::{Both, Pair};
use crate::{edits, renames};
use protune_compiler::diagnostic::{Edit, Fix};
use protune_compiler::schema::*;
use protune_compiler::syntax::{Label, NodeKind, TokenKind};
use protune_compiler::text::Span;

/// Puts a field back into its oneof, or out of one, which undoes these effects.
pub(crate) fn restore_place(
    pair: &Pair<'_>,
    before: FieldView<'_>,
    after: FieldView<'_>,
    effects: Effects,
) -> Option<Fix> {
    if let (Some(was), Some(is)) = (before.oneof(), after.oneof())
        && after.message()?.oneof_named(was.name()).is_none()
    {
        let is_other = can_move(before, after) && is_new(is, before);
        return is_other.then(|| renames::rename(is, Symbol::Oneof, was.name())).flatten();
    }
    let (title, edits) = put_back(pair, before, after)?;
    Some(effects.undone().fix(&title, edits))
}

/// Move of a field back to its place, in words and as edits.
type Move = (String, Vec<Edit>);

fn can_move(before: FieldView<'_>, after: FieldView<'_>) -> bool {
    after.node().kind() == NodeKind::Field && before.file.edition() == after.file.edition()
}

fn put_back(pair: &Pair<'_>, before: FieldView<'_>, after: FieldView<'_>) -> Option<Move> {
    let message = after.message().filter(|_| can_move(before, after))?;
    match (before.oneof(), after.oneof()) {
        (Some(was), Some(is)) => match message.oneof_named(was.name()) {
            Some(home) if pair.moved().keeps_a_field(is) => move_into(before, after, home),
            Some(home) if is_new(is, before) => empty_into(before, after, home),
            _ => None,
        },
        (Some(was), None) => match message.oneof_named(was.name()) {
            Some(home) => move_into(before, after, home),
            None => wrap(pair, was),
        },
        (None, Some(is)) if pair.moved().keeps_a_field(is) => move_out(before, after, is),
        (None, Some(is)) if is_new(is, before) => take_apart(before, after, is),
        _ => None,
    }
}

/// Puts a field of a oneof that is gone back into it.
pub(crate) fn restore_oneof(
    pair: &Pair<'_>,
    before: OneofView<'_>,
    after: MessageView<'_>,
    effects: Effects,
) -> Option<Fix> {
    before.fields().find_map(|was| restore_place(pair, was, after.field_numbered(was.number()?)?, effects))
}

fn is_new(oneof: OneofView<'_>, before: FieldView<'_>) -> bool {
    before.message().is_some_and(|message| message.oneof_named(oneof.name()).is_none())
}

/// A field as lines without what they are indented by, labelled as it was in its old place; and the lines that
/// it has to itself.
fn lines_of(before: FieldView<'_>, after: FieldView<'_>) -> Option<(String, Span)> {
    let lines = edits::own_lines(after.node())?;
    let (text, ty) = (after.file.text(), after.type_span()?);
    let (above, rest) = (&text[lines.start as usize..after.span().start as usize], ty.start as usize);
    let statement = format!("{above}{}{}", label(before), &text[rest..lines.end as usize]);
    let indent = &statement[..statement.len() - statement.trim_start_matches([' ', '\t']).len()];
    let lines_of: Vec<&str> =
        statement.lines().map(|line| line.strip_prefix(indent).unwrap_or(line.trim_start())).collect();
    Some((lines_of.join("\n"), lines))
}

fn label(field: FieldView<'_>) -> &'static str {
    match field.label() {
        Some(Label::Optional) => "optional ",
        Some(Label::Required) => "required ",
        Some(Label::Repeated) => "repeated ",
        None => "",
    }
}

fn move_into(before: FieldView<'_>, after: FieldView<'_>, home: OneofView<'_>) -> Option<Move> {
    let (statement, lines) = lines_of(before, after)?;
    moved_into(after, home, &statement, lines)
}

/// Writes a field into its old oneof, and takes the lines out that it had, or more.
fn moved_into(after: FieldView<'_>, home: OneofView<'_>, statement: &str, lines: Span) -> Option<Move> {
    let moved = vec![edits::at_end(home.file, home.node(), statement)?, replace(after.file, lines, "")];
    let title = format!("move `{}` back into oneof `{}`", after.name(), home.name());
    Some((title, moved))
}

/// Puts the fields of a new oneof back into another, one after the other, and the oneof goes with the last.
fn empty_into(before: FieldView<'_>, after: FieldView<'_>, home: OneofView<'_>) -> Option<Move> {
    let mut fields = after.oneof()?.fields();
    let (first, others) = (fields.next()?, fields.len());
    let (statement, mut lines) = lines_of(before, after).filter(|_| first.id == after.id)?;
    if others == 0 {
        let node = after.oneof()?.node();
        let is_bare = node.children().all(|child| matches!(child.kind(), NodeKind::Name | NodeKind::Field));
        lines = edits::own_lines(node).filter(|_| is_bare)?;
    }
    moved_into(after, home, &statement, lines)
}

/// Puts a field into a oneof that is there no more; the first of those that were in it and are outside.
fn wrap(pair: &Pair<'_>, oneof: OneofView<'_>) -> Option<Move> {
    let Both { before, after: first } = pair.moved().first_outside(oneof)?;
    let (statement, lines) = lines_of(before, first)?;
    let (indent, name) = (super::indent(first.node()), oneof.name());
    let is_taken = first.file.data().is_declared_beside(Symbol::Field(first.id), name);
    let inner: String = statement.lines().map(|line| format!("{indent}  {line}\n")).collect();
    let text = format!("{indent}oneof {name} {{\n{inner}{indent}}}\n");
    let title = format!("move `{}` back into a new oneof `{name}`", first.name());
    (!is_taken).then(|| (title, vec![replace(first.file, lines, &text)]))
}

fn move_out(before: FieldView<'_>, after: FieldView<'_>, oneof: OneofView<'_>) -> Option<Move> {
    let (statement, lines) = lines_of(before, after)?;
    let (indent, below) = (super::indent(oneof.node()), edits::own_lines(oneof.node())?.end);
    let text: String = statement.lines().map(|line| format!("{indent}{line}\n")).collect();
    let moved = vec![replace(after.file, Span::at(below), &text), replace(after.file, lines, "")];
    let title = format!("move `{}` out of oneof `{}`", after.name(), oneof.name());
    Some((title, moved))
}

/// Puts all fields of a new oneof where they were: right into the message. The fix is that of the first.
fn take_apart(before: FieldView<'_>, after: FieldView<'_>, oneof: OneofView<'_>) -> Option<Move> {
    oneof.fields().next().filter(|first| first.id == after.id)?;
    let (file, node, message) = (oneof.file, oneof.node(), before.message()?);
    if node.children().any(|child| !matches!(child.kind(), NodeKind::Name | NodeKind::Field)) {
        return None;
    }
    let tree = node.tree();
    let open = tree.token_span(node.token(TokenKind::LBrace)?);
    let close = tree.token_span(node.closing_brace()?);
    let mut body = String::new();
    let mut at = open.end;
    for field in oneof.fields() {
        let was = message.field_numbered(field.number()?).filter(|was| was.oneof().is_none())?;
        body += &file.text()[at as usize..field.span().start as usize];
        body += label(was);
        at = field.type_span()?.start;
    }
    body += &file.text()[at as usize..close.start as usize];
    let (outer, inner) = (super::indent(node), super::indent(after.node()));
    let body = body.replace(&format!("\n{inner}"), &format!("\n{outer}"));
    let edit: Edit = replace(file, node.span(), body.trim());
    let title = format!("remove oneof `{}` and keep its fields", oneof.name());
    Some((title, vec![edit]))
}
