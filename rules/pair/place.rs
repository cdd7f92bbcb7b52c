//! Locations of findings about changes: the declaration that is left, or the nearest one. Decides nothing.

use super::Pair;
use protune_compiler::diagnostic::Place;
use protune_compiler::schema::*;
use protune_compiler::text::Span;

/// The whole declaration; of what a map declares, the type of the map.
pub(crate) fn of_message(message: MessageView<'_>) -> Place {
    let of_map = if message.is_map_entry() { message.fields().next() } else { None };
    message.file.place(of_map.and_then(FieldView::type_span).unwrap_or(message.span()))
}

/// The whole declaration; of what a map declares, the type of the map.
pub(crate) fn of_field(field: FieldView<'_>) -> Place {
    let of_map = if field.is_of_map_entry() { field.type_span() } else { None };
    field.file.place(of_map.unwrap_or(field.span()))
}

/// The name; of what a map declares, the type of the map.
pub(crate) fn of_field_name(field: FieldView<'_>) -> Place {
    let of_map = if field.is_of_map_entry() { field.type_span() } else { None };
    field.file.place(of_map.unwrap_or(field.name_span()))
}

pub(crate) fn of_type(field: FieldView<'_>) -> Place {
    field.file.place(field.type_span().unwrap_or(field.span()))
}

pub(crate) fn of_enum(it: EnumView<'_>) -> Place {
    it.place()
}

/// Returns the place of the head of a file, for a finding about a missing part of it.
pub(crate) fn of_head(file: FileView<'_>) -> Place {
    if file.package_span().is_some() { file.package_place() } else { file.syntax_place() }
}

/// The statement, or else what is nearest to it.
pub(crate) fn or_head(file: FileView<'_>, statement: Option<Span>) -> Place {
    statement.map_or_else(|| of_head(file), |span| file.place(span))
}

/// Returns the place for something that was deleted from `scope` in a file: the innermost message around it
/// that is left in the file of that name, or the file of the old side if that was deleted as well.
pub(crate) fn of_gone(pair: &Pair<'_>, before: FileView<'_>, scope: Option<MessageView<'_>>) -> Place {
    let Some(after) = pair.file_after(before.name()) else { return before.whole() };
    let around = std::iter::successors(scope, |message| message.parent());
    let mut left =
        around.filter_map(|message| pair.message_in(after, message).filter(|left| left.file.id == after.id));
    left.next().map_or(after.whole(), of_message)
}

/// Returns the place for something that was deleted from its package: the innermost message around it that is
/// left in the package; else the same as [`of_gone`], since the file may have another package.
pub(crate) fn of_gone_from_package(
    pair: &Pair<'_>,
    before: FileView<'_>,
    scope: Option<MessageView<'_>>,
) -> Place {
    let mut around = std::iter::successors(scope, |message| message.parent());
    let left = around.find_map(|message| pair.message_after(message));
    left.map_or_else(|| of_gone(pair, before, scope), of_message)
}

/// A full name without the package.
pub(crate) fn nested_name<'s>(full_name: &'s str, file: FileView<'_>) -> &'s str {
    let below = full_name.strip_prefix(file.package()).and_then(|rest| rest.strip_prefix('.'));
    below.unwrap_or(full_name)
}
