//! Fixes that keep a change compatible: what was there is put back, or its numbers and names are kept
//! from being used again. Each is offered only where the new file still has what it needs.

use super::Pair;
use super::words;
use crate::edits;
use protune_compiler::diagnostic::{Change, Edit, Fix, Safety};
use protune_compiler::schema::*;
use protune_compiler::syntax::{Node, NodeKind, TokenKind};
use protune_compiler::text::Span;

fn fix(title: String, safety: Safety, edits: Vec<Edit>) -> Fix {
    Fix { title, safety, change: Change::Edits(edits) }
}

/// Sets an option of the file to what it was, or takes it out.
pub(crate) fn restore_file_option(
    before: FileView<'_>,
    after: FileView<'_>,
    number: i32,
    name: &str,
) -> Option<Fix> {
    let (was, is) = (before.option(&[number]), after.option(&[number]));
    let (title, edit) = match (was, is) {
        (Some(was), Some(is)) => (restoring(was.node()), replace(after, is.span(), was.node().text())),
        (Some(was), None) => (restoring(was.node()), add_file_option(after, was.node().text())),
        (None, Some(is)) => (format!("remove `{name}`"), edits::remove_statement(after, is.span())),
        (None, None) => return None,
    };
    Some(fix(format!("{title}, which changes generated source"), Safety::Unsafe, vec![edit]))
}

fn restoring(statement: Node<'_>) -> String {
    format!("restore `{}`", statement.text().trim_end_matches(';'))
}

fn replace(file: FileView<'_>, span: Span, text: &str) -> Edit {
    Edit { file: file.id, span, text: text.to_owned() }
}

/// Behind the last option, else below the head of the file.
fn add_file_option(file: FileView<'_>, statement: &str) -> Edit {
    if let Some(last) = file.options().last() {
        return replace(file, Span::at(last.span().end), &format!("\n{statement}"));
    }
    let imports = file.imports().map(|import| import.span());
    match imports.chain(file.package_span()).chain(file.syntax_span()).map(|span| span.end).max() {
        Some(end) => replace(file, Span::at(end), &format!("\n\n{statement}")),
        None => replace(file, Span::at(0), &format!("{statement}\n\n")),
    }
}

/// What can no longer be used: numbers and names, each as it is written.
pub(crate) struct Reserved {
    pub(crate) numbers: Vec<String>,
    pub(crate) names: Vec<String>,
}

/// Reserves numbers and names in a message or an enum.
pub(crate) fn reserve(file: FileView<'_>, block: Node<'_>, reserved: Reserved) -> Option<Fix> {
    let Reserved { numbers, names } = reserved;
    if numbers.is_empty() && names.is_empty() {
        return None;
    }
    let written: Vec<String> = match file.edition().is_edition() {
        true => names.clone(),
        false => names.iter().map(|name| format!("\"{name}\"")).collect(),
    };
    let lists = [numbers.join(", "), written.join(", ")];
    let statements = lists.iter().filter(|list| !list.is_empty()).map(|list| format!("reserved {list};"));
    let statements: Vec<String> = statements.collect();
    let separator = if is_on_one_line(block) { " " } else { "\n" };
    let edit = edits::at_end(file, block, &statements.join(separator))?;
    let what: Vec<String> =
        numbers.into_iter().chain(words::quoted(names.iter().map(String::as_str))).collect();
    Some(fix(format!("reserve {}", words::list(&what)), Safety::Safe, vec![edit]))
}

/// Reserves the number and the name of a deleted field, as far as they are free.
pub(crate) fn reserve_field(before: FieldView<'_>, after: MessageView<'_>) -> Option<Fix> {
    let (name, number) = (before.name(), before.number()?);
    let is_name_free = after.fields().all(|field| field.name() != name)
        && after.reserved_names().all(|reserved| reserved.name() != name);
    let is_number_free = !holds(after.reserved_ranges(), number) && !holds(after.extension_ranges(), number);
    let numbers = if is_number_free { vec![number.to_string()] } else { Vec::new() };
    let names = if is_name_free { vec![name.to_owned()] } else { Vec::new() };
    reserve(after.file, after.node(), Reserved { numbers, names })
}

fn is_on_one_line(block: Node<'_>) -> bool {
    !block.text().contains('\n')
}

/// Puts a deleted field back, marked as deprecated.
pub(crate) fn put_field_back(pair: &Pair<'_>, before: FieldView<'_>, after: MessageView<'_>) -> Option<Fix> {
    let is_taken = after.fields().any(|field| field.name() == before.name())
        || after.reserved_names().any(|reserved| reserved.name() == before.name())
        || holds(after.reserved_ranges(), before.number()?)
        || holds(after.extension_ranges(), before.number()?);
    let can_stand = before.file.edition() == after.file.edition() && !before.is_of_map_entry();
    if is_taken || !can_stand || !is_at_hand(pair, after.file, before) {
        return None;
    }
    let block = match before.oneof() {
        None => after.node(),
        Some(oneof) => after.oneofs().find(|other| other.name() == oneof.name())?.node(),
    };
    let statement = deprecated(before.node())?;
    let edit = edits::at_end(after.file, block, &statement)?;
    let title = format!("put `{}` back as deprecated, which changes generated source", before.name());
    Some(fix(title, Safety::Unsafe, vec![edit]))
}

/// Puts a deleted enum value back, marked as deprecated.
pub(crate) fn put_value_back(before: ValueView<'_>, after: EnumView<'_>) -> Option<Fix> {
    let is_taken = after.values().any(|value| value.name() == before.name())
        || after.reserved_names().any(|reserved| reserved.name() == before.name())
        || holds(after.reserved_ranges(), before.number()?);
    if is_taken {
        return None;
    }
    let edit = edits::at_end(after.file, after.node(), &deprecated(before.node())?)?;
    let title = format!("put `{}` back as deprecated, which changes generated source", before.name());
    Some(fix(title, Safety::Unsafe, vec![edit]))
}

/// Puts a deleted RPC back, marked as deprecated.
pub(crate) fn put_method_back(
    pair: &Pair<'_>,
    before: MethodView<'_>,
    after: ServiceView<'_>,
) -> Option<Fix> {
    let types = [before.input()?, before.output()?];
    let are_there = types.iter().all(|ty| {
        pair.is_unchanged(ty.file.id)
            || pair.message_after(ty.full_name()).is_some_and(|now| is_visible(after.file, now.file))
    });
    if !are_there || before.file.package() != after.file.package() {
        return None;
    }
    let text = before.node().text();
    let statement = match text.strip_suffix(';') {
        Some(head) => format!("{head} {{\n  option deprecated = true;\n}}"),
        None => {
            let open = before.node().token(TokenKind::LBrace)?;
            let at = (before.node().tree().token_span(open).end - before.span().start) as usize;
            format!("{}\n  option deprecated = true;{}", &text[..at], &unindented(before.node())[at..])
        }
    };
    let edit = edits::at_end(after.file, after.node(), &statement)?;
    let title = format!("put `{}` back as deprecated, which changes generated source", before.name());
    Some(fix(title, Safety::Unsafe, vec![edit]))
}

/// A statement without the indentation that its first line has in the file.
fn unindented(node: Node<'_>) -> String {
    let text = node.tree().text();
    let start = node.span().start as usize;
    let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    node.text().replace(&format!("\n{}", &text[line..start]), "\n")
}

/// The statement of a field or a value with the option `deprecated`.
fn deprecated(node: Node<'_>) -> Option<String> {
    if !matches!(node.kind(), NodeKind::Field | NodeKind::MapField | NodeKind::EnumValue)
        || !is_on_one_line(node)
    {
        return None;
    }
    let text = node.text();
    let head = text.strip_suffix(';')?.trim_end();
    let Some(options) = node.child(NodeKind::CompactOptions) else {
        return Some(format!("{head} [deprecated = true];"));
    };
    if options.text().contains("deprecated") {
        return Some(text.to_owned());
    }
    Some(format!("{}, deprecated = true];", head.strip_suffix(']')?.trim_end()))
}

/// Gives a field its old type, and adds a field of the new one.
pub(crate) fn restore_type(pair: &Pair<'_>, before: FieldView<'_>, after: FieldView<'_>) -> Option<Fix> {
    let is_plain = |field: FieldView<'_>| {
        field.node().kind() == NodeKind::Field && !field.is_extension() && field.options().next().is_none()
    };
    if !is_plain(before) || !is_plain(after) || !is_at_hand(pair, after.file, before) {
        return None;
    }
    let (number, name) = (next_number(after.message()?)?, free_name(after)?);
    let (old, new) = (before.type_span()?.of(before.file.text()), after.type_span()?);
    let (start, end) = (after.span().start as usize, after.span().end);
    let text = after.file.text();
    let label = &text[start..new.start as usize];
    let indent = &text[text[..start].rfind('\n').map_or(0, |newline| newline + 1)..start];
    let between = if indent.trim().is_empty() { format!("\n{indent}") } else { " ".to_owned() };
    let field = format!("{between}{label}{} {name} = {number};", new.of(text));
    let edits = vec![replace(after.file, new, old), replace(after.file, Span::at(end), &field)];
    let title = format!("restore `{old}` and add `{name}`, which changes generated source and bytes");
    Some(fix(title, Safety::Unsafe, edits))
}

/// Sets the JSON name to what it was.
pub(crate) fn restore_json_name(before: FieldView<'_>, after: FieldView<'_>) -> Option<Fix> {
    let wanted = format!("\"{}\"", before.json_name().escape_default());
    let edit = match after.pseudo_option("json_name") {
        Some(value) => replace(after.file, value.span(), &wanted),
        None => {
            let (span, text) = edits::one_more_option(after, &format!("json_name = {wanted}"))?;
            Edit { file: after.file.id, span, text }
        }
    };
    Some(fix(format!("set `json_name = {wanted}`, which changes JSON"), Safety::Unsafe, vec![edit]))
}

/// The type of a field is still there, and the file can name it.
fn is_at_hand(pair: &Pair<'_>, file: FileView<'_>, before: FieldView<'_>) -> bool {
    let schema = before.file.schema();
    let seen = |there: Option<FileView<'_>>| there.is_some_and(|there| is_visible(file, there));
    let is_same_package = before.file.package() == file.package();
    match before.ty() {
        Type::Scalar(_) => true,
        Type::Message(id) if before.is_map() => {
            let entry: MessageView<'_> = View { file: schema.file(id.file), id: id.id };
            entry.fields().all(|part| is_at_hand(pair, file, part))
        }
        _ if !is_same_package || before.node().kind() == NodeKind::Group => false,
        Type::Message(id) if pair.is_unchanged(id.file) => seen(Some(schema.file(id.file))),
        Type::Enum(id) if pair.is_unchanged(id.file) => seen(Some(schema.file(id.file))),
        Type::Message(id) => {
            let message: MessageView<'_> = View { file: schema.file(id.file), id: id.id };
            seen(pair.message_after(message.full_name()).map(|now| now.file))
        }
        Type::Enum(id) => {
            let it: EnumView<'_> = View { file: schema.file(id.file), id: id.id };
            seen(pair.enum_after(it.full_name()).map(|now| now.file))
        }
        Type::Unknown => false,
    }
}

fn is_visible(from: FileView<'_>, file: FileView<'_>) -> bool {
    from.id == file.id
        || from.imports().filter_map(|import| import.target()).any(|target| target.id == file.id)
}

fn holds<'s>(mut ranges: impl Iterator<Item = RangeView<'s>>, number: i32) -> bool {
    ranges.any(|range| (range.data().first..=range.data().last).contains(&number))
}

/// The first number behind those in use that nothing stands in the way of.
fn next_number(message: MessageView<'_>) -> Option<i32> {
    let last = message.fields().filter_map(FieldView::number).max().unwrap_or(0);
    let is_free = |number: &i32| {
        !(19_000..20_000).contains(number)
            && !holds(message.reserved_ranges(), *number)
            && !holds(message.extension_ranges(), *number)
    };
    (last + 1..=MAX_FIELD_NUMBER).take(100_000).find(is_free)
}

fn free_name(field: FieldView<'_>) -> Option<String> {
    let message = field.message()?;
    let is_free = |name: &String| {
        message.fields().all(|other| other.name() != name)
            && message.reserved_names().all(|reserved| reserved.name() != name)
    };
    (2..10).map(|version| format!("{}_v{version}", field.name())).find(is_free)
}
