//! Fixes that keep a change compatible: what was there is put back, or its numbers and names are kept
//! from being used again. Each is offered only where the new file still has what it needs.

mod field;
mod file_option;
mod method;
mod oneof;
mod options;
mod put_back;
mod reserve;
mod spare;

pub(crate) use field::{make_optional, restore_field, restore_json_name, restore_name};
pub(crate) use file_option::restore_file_option;
pub(crate) use method::{restore_idempotency, restore_input, restore_output};
pub(crate) use oneof::{restore_oneof, restore_place};
pub(crate) use options::{restore_default, restore_field_option, set_feature, set_field_feature};
pub(crate) use put_back::{put_field_back, put_method_back, put_values_back};
pub(crate) use reserve::{Reserved, reserve, reserve_field};
pub(in crate::pair) use spare::spare_numbers;

use super::Pair;
use crate::edits;
use protune_compiler::diagnostic::Edit;
use protune_compiler::schema::*;
use protune_compiler::syntax::{Node, NodeKind};
use protune_compiler::text::Span;

fn replace(file: FileView<'_>, span: Span, text: &str) -> Edit {
    Edit { file: file.id, span, text: text.to_owned() }
}

/// The blanks before a statement, if its line begins with them.
fn indent(node: Node<'_>) -> &str {
    edits::indent(node.tree().text(), node.span().start).unwrap_or("")
}

/// A statement whose lines had that before them.
fn unindent(statement: &str, indent: &str) -> String {
    statement.replace(&format!("\n{indent}"), "\n")
}

/// The type of a field is still there, and the file can name it.
fn is_at_hand(pair: &Pair<'_>, file: FileView<'_>, before: FieldView<'_>) -> bool {
    let schema = before.file.schema();
    let seen = |there: Option<FileView<'_>>| there.is_some_and(|there| pair.is_visible(file.id, there.id));
    let is_same_package = before.file.package() == file.package();
    match before.ty() {
        Type::Scalar(_) => true,
        Type::Message(id) if before.is_map() => {
            let entry: MessageView<'_> = schema.at(id);
            entry.fields().all(|part| is_at_hand(pair, file, part))
        }
        _ if !is_same_package || before.node().kind() == NodeKind::Group => false,
        Type::Message(id) => is_message_at_hand(pair, file, schema.at(id)),
        Type::Enum(id) if pair.is_unchanged(id.file) => seen(Some(schema.file(id.file))),
        Type::Enum(id) => {
            let it: EnumView<'_> = schema.at(id);
            seen(pair.enum_after(it).map(|now| now.file))
        }
        Type::Unknown => false,
    }
}

/// A message of the old side is still there, and the file can name it.
fn is_message_at_hand(pair: &Pair<'_>, file: FileView<'_>, before: MessageView<'_>) -> bool {
    let now = match pair.is_unchanged(before.file.id) {
        true => Some(before.file),
        false => pair.message_after(before).map(|now| now.file),
    };
    now.is_some_and(|now| pair.is_visible(file.id, now.id))
}
