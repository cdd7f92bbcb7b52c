//! Restores deleted declarations as deprecated. Offered only if the new file still has everything they need.

use super::{indent, is_at_hand, is_message_at_hand, unindent};
use crate::contracts::{Change, Effects};
use crate::edits;
use crate::pair::effects;
use crate::pair::{Pair, words};
use protune_compiler::diagnostic::{Edit, Fix};
use protune_compiler::schema::*;
use protune_compiler::syntax::{Node, NodeKind, OptionEntry, TokenKind};
use protune_compiler::text::Span;

/// Puts a deleted field back, marked as deprecated.
pub(crate) fn put_field_back(pair: &Pair<'_>, before: FieldView<'_>, after: MessageView<'_>) -> Option<Fix> {
    let (name, number) = (before.name(), before.number()?);
    let is_taken = after.field_named(name).is_some()
        || after.reserves_name(name)
        || after.reserves_number(number)
        || after.leaves_to_extensions(number);
    let can_stand = before.file.edition() == after.file.edition() && !before.is_of_map_entry();
    if is_taken || !can_stand || !is_at_hand(pair, after.file, before) {
        return None;
    }
    let block = match before.oneof() {
        None => after.node(),
        Some(oneof) => after.oneof_named(oneof.name())?.node(),
    };
    let statement = deprecated(before.node(), before.number_span())?;
    let edit = edits::at_end(after.file, block, &statement)?;
    Some(putting_back(&format!("`{}`", before.name()), edit, effects::of_field_added(before)))
}

/// Puts the deleted values of a number back, marked as deprecated.
pub(crate) fn put_values_back(before: &[ValueView<'_>], after: EnumView<'_>) -> Option<Fix> {
    let is_taken = |before: &ValueView<'_>| {
        after.value_named(before.name()).is_some() || after.reserves_name(before.name())
    };
    let number = before.first()?.number()?;
    let can_share = before.len() == 1 || after.option(&[ALLOW_ALIAS]).is_some();
    if before.iter().any(is_taken) || !can_share || after.reserves_number(number) {
        return None;
    }
    let back = before.iter().map(|value| deprecated(value.node(), value.number_span()));
    let statements = back.collect::<Option<Vec<String>>>()?;
    let separator = if edits::is_on_one_line(after.file, after.node()) { " " } else { "\n" };
    let edit = edits::at_end(after.file, after.node(), &statements.join(separator))?;
    let names = words::list(&words::quoted(before.iter().map(|value| value.name())));
    Some(putting_back(&names, edit, effects::of_value_added(after)))
}

/// The field of `google.protobuf.EnumOptions`.
const ALLOW_ALIAS: i32 = 2;

/// Puts a deleted RPC back, marked as deprecated.
pub(crate) fn put_method_back(
    pair: &Pair<'_>,
    before: MethodView<'_>,
    after: ServiceView<'_>,
) -> Option<Fix> {
    let types = [before.input()?, before.output()?];
    let are_there =
        types.iter().all(|&ty| pair.is_unchanged(ty.file.id) || is_message_at_hand(pair, after.file, ty));
    if !are_there || before.file.package() != after.file.package() {
        return None;
    }
    let edit = edits::at_end(after.file, after.node(), &deprecated_method(before)?)?;
    Some(putting_back(&format!("`{}`", before.name()), edit, Change::Unfelt.effects()))
}

/// The statement of an RPC with the option `deprecated`.
fn deprecated_method(method: MethodView<'_>) -> Option<String> {
    let (node, text) = (method.node(), method.node().text());
    if method.option(&[METHOD_DEPRECATED]).is_some() {
        return Some(unindented(node));
    }
    let indent = indent(node);
    let (head, rest) = match text.strip_suffix(';') {
        Some(head) => (format!("{head} {{"), "}"),
        None => {
            let open = node.token(TokenKind::LBrace)?;
            let (head, rest) = text.split_at((node.tree().token_span(open).end - node.span().start) as usize);
            (head.to_owned(), rest)
        }
    };
    let end = if rest == "}" { format!("\n{indent}}}") } else { rest.to_owned() };
    Some(unindent(&format!("{head}\n{indent}  option deprecated = true;{end}"), indent))
}

/// The field of `google.protobuf.MethodOptions`.
const METHOD_DEPRECATED: i32 = 33;

fn putting_back(names: &str, edit: Edit, effects: Effects) -> Fix {
    effects.fix(&format!("restore {names} as deprecated"), vec![edit])
}

/// The statement of a field or a value with the option `deprecated`; lines below the first as they stand to it.
fn deprecated(node: Node<'_>, number: Option<Span>) -> Option<String> {
    if !matches!(node.kind(), NodeKind::Field | NodeKind::MapField | NodeKind::EnumValue) {
        return None;
    }
    let statement = unindented(node);
    let options = node.child(NodeKind::CompactOptions).into_iter().flat_map(Node::children);
    let mut names = options.filter_map(OptionEntry::cast).filter_map(OptionEntry::name);
    if names.any(|name| name.text() == "deprecated") {
        return Some(statement);
    }
    let (span, text) = edits::one_more_option(node, number?, "deprecated = true")?;
    let start = node.span().start;
    let whole = node.text();
    let changed =
        [&whole[..(span.start - start) as usize], &text, &whole[(span.end - start) as usize..]].concat();
    Some(unindent(&changed, indent(node)))
}

/// A statement without the indentation that its first line has in the file.
fn unindented(node: Node<'_>) -> String {
    unindent(node.text(), indent(node))
}
