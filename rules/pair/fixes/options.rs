//! Options of declarations: as they were, or saying outright what once went without saying.

use super::replace;
use crate::contracts::{Change, Effects};
use crate::edits;
use protune_compiler::diagnostic::{Edit, Fix};
use protune_compiler::schema::*;
use protune_compiler::syntax::Node;
use protune_compiler::text::Span;

/// Sets an option of a field to what it was, which undoes these effects; takes it out where that is what it is when
/// nobody sets it.
pub(crate) fn restore_field_option(
    before: FieldView<'_>,
    after: FieldView<'_>,
    path: &[OptionStep],
    was: &str,
    effects: Effects,
) -> Option<Fix> {
    let written = path.iter().map(|&(_, name)| name).collect::<Vec<_>>().join(".");
    let is_set = before.option_span(path).is_some();
    let (title, edit) = match after.option_span(path) {
        Some(span) if !is_set => (format!("remove `{written}`"), remove(after, span)?),
        _ => set_on_field(after, path, &written, was)?,
    };
    Some(effects.undone().fix(&title, vec![edit]))
}

/// Sets a feature of a field to what it was, which undoes these effects, where there are features.
pub(crate) fn set_field_feature(
    after: FieldView<'_>,
    path: &[OptionStep],
    written: &str,
    value: &str,
    effects: Effects,
) -> Option<Fix> {
    if !after.file.edition().is_edition() || after.is_of_map_entry() {
        return None;
    }
    let (title, edit) = set_on_field(after, path, written, value)?;
    Some(effects.undone().fix(&title, vec![edit]))
}

fn set_on_field(
    field: FieldView<'_>,
    path: &[OptionStep],
    written: &str,
    value: &str,
) -> Option<(String, Edit)> {
    let statement = format!("{written} = {value}");
    let edit = match field.option_span(path) {
        Some(span) => replace_value(field.file, span, value)?,
        None => {
            let (span, text) = edits::one_more_option(field.node(), field.number_span()?, &statement)?;
            replace(field.file, span, &text)
        }
    };
    Some((format!("set `{statement}`"), edit))
}

/// Sets a feature of a message or an enum to what it was, which undoes these effects, where there are features. `set`
/// is where that is done now.
pub(crate) fn set_feature(
    file: FileView<'_>,
    block: Node<'_>,
    set: Option<Span>,
    name: &str,
    value: &str,
    effects: Effects,
) -> Option<Fix> {
    if !file.edition().is_edition() {
        return None;
    }
    let statement = format!("features.{name} = {value}");
    let edit = match set {
        Some(span) => replace_value(file, span, value)?,
        None => edits::add_option(file, block, &statement)?,
    };
    Some(effects.undone().fix(&format!("set `{statement}`"), vec![edit]))
}

/// Lets a field have the default that it had. The types have to be the same.
pub(crate) fn restore_default(before: FieldView<'_>, after: FieldView<'_>) -> Option<Fix> {
    let types = [before, after].map(|field| field.type_span().map(|span| span.of(field.file.text())));
    if types[0] != types[1] || before.cardinality() != after.cardinality() {
        return None;
    }
    let was = before.pseudo_option("default").map(|value| value.text().to_owned());
    let entry = after.pseudo_option_entry("default");
    let (title, edit) = match (was, entry, after.pseudo_option("default")) {
        (Some(was), _, Some(is)) => (restoring(&was), replace(after.file, is.span(), &was)),
        (Some(was), _, None) => (restoring(&was), add_default(after, &was)?),
        (None, Some(entry), _) => ("remove the default".to_owned(), remove(after, entry.span())?),
        (None, None, _) => {
            let first = first_value(before, after)?;
            (restoring(first), add_default(after, first)?)
        }
    };
    Some(Change::Default.effects().fix(&title, vec![edit]))
}

fn restoring(default: &str) -> String {
    format!("restore `default = {default}`")
}

fn add_default(field: FieldView<'_>, default: &str) -> Option<Edit> {
    let option = format!("default = {default}");
    let (span, text) = edits::one_more_option(field.node(), field.number_span()?, &option)?;
    Some(replace(field.file, span, &text))
}

/// The value that the enum of a field began with, where it is there still and can be set.
fn first_value<'s>(before: FieldView<'s>, after: FieldView<'_>) -> Option<&'s str> {
    let DefaultValue::Enum(was) = before.default_value()? else { return None };
    let DefaultValue::Enum(is) = after.default_value()? else { return None };
    let is_there = is.parent().value_named(was.name()).is_some();
    let can_be_set = after.file.edition() != Edition::Proto3 && after.cardinality() != Cardinality::Implicit;
    (is_there && can_be_set).then_some(was.name())
}

/// Takes an option of a field out.
fn remove(field: FieldView<'_>, entry: Span) -> Option<Edit> {
    Some(replace(field.file, edits::option_to_remove(field, entry)?, ""))
}

/// Another value, a name, where an option is set to one.
pub(super) fn replace_value(file: FileView<'_>, set: Span, value: &str) -> Option<Edit> {
    let written = set.of(file.text()).trim_end_matches([';', ',', ' ']);
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = written.rfind(|c| !is_of_name(c)).map_or(0, |at| at + 1);
    let span = Span::new(set.start + start as u32, set.start + written.len() as u32);
    (!span.is_empty()).then(|| replace(file, span, value))
}
