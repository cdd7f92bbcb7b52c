//! Fields: their types, cardinalities and names as they were. Where data of the new kind could not be read as
//! that of the old one, it gets a field of its own.

use super::{indent, is_at_hand, replace};
use crate::contracts::{Change, Effects, field_name};
use crate::pair::Pair;
use crate::pair::effects;
use crate::pair::place::nested_name;
use crate::scalars::written;
use crate::{edits, renames};
use protune_compiler::diagnostic::{Edit, Fix};
use protune_compiler::schema::*;
use protune_compiler::syntax::{Label, NodeKind};
use protune_compiler::text::Span;

/// Gives a field its old type and cardinality, which undoes these effects. Adds a field of the new ones, unless only
/// presence differs.
pub(crate) fn restore_field(
    pair: &Pair<'_>,
    before: FieldView<'_>,
    after: FieldView<'_>,
    effects: Effects,
) -> Option<Fix> {
    let (before, after) = (written(before), written(after));
    let (was, is) = (Head::of(before)?, Head::of(after)?);
    let is_same_place = before.oneof().is_some() == after.oneof().is_some();
    if was.is_like(&is) || before.file.edition() != after.file.edition() || !is_same_place {
        return None;
    }
    if was.ty == is.ty && !was.is_many() && !is.is_many() {
        let title = match was.label {
            "" => format!("remove `{}`", is.label),
            label => format!("make it `{label}` again"),
        };
        return Some(effects.undone().fix(&title, vec![is.relabel(after.file, was.label)]));
    }
    if after.is_extension() || has_options_of_type(after) || !is_at_hand(pair, after.file, before) {
        return None;
    }
    let number = pair.spare_number(after)?;
    let name = free_name(before.message()?, after)?;
    let label = if is.label == "required" { "optional" } else { is.label };
    let field = format!("{}{} {name} = {number};", spaced(label), is.ty);
    let edits = vec![replace(after.file, is.span, &was.text()), add_below(after, &field)];
    let old = if was.label == is.label { was.ty.to_owned() } else { was.text() };
    let added = Change::FieldAdded { is_required: false }.effects();
    Some(effects.undone().and(added).fix(&format!("restore `{old}` and add `{name}`"), edits))
}

/// Makes a required field optional.
pub(crate) fn make_optional(field: FieldView<'_>) -> Option<Fix> {
    let head = Head::of(field).filter(|head| head.label == "required")?;
    let edit = head.relabel(field.file, "optional");
    Some(effects::OPTIONAL.effects().fix("make it `optional`", vec![edit]))
}

/// Label and type before the name of a field.
pub(super) struct Head<'s> {
    /// May be empty.
    label: &'s str,
    ty: &'s str,
    span: Span,
}

impl<'s> Head<'s> {
    pub(super) fn of(field: FieldView<'s>) -> Option<Head<'s>> {
        if !matches!(field.node().kind(), NodeKind::Field | NodeKind::MapField) {
            return None;
        }
        let label = match field.label() {
            _ if field.is_map() => "",
            Some(Label::Optional) => "optional",
            Some(Label::Required) => "required",
            Some(Label::Repeated) => "repeated",
            None => "",
        };
        let ty = field.type_span()?;
        let span = Span::new(field.span().start, ty.end);
        Some(Head { label, ty: ty.of(field.file.text()), span })
    }

    pub(super) fn is_like(&self, other: &Head<'_>) -> bool {
        self.label == other.label && self.ty.split_whitespace().eq(other.ty.split_whitespace())
    }

    /// Can be there more than once.
    fn is_many(&self) -> bool {
        self.label == "repeated" || self.ty.starts_with("map") && self.ty.ends_with('>')
    }

    fn text(&self) -> String {
        format!("{}{}", spaced(self.label), self.ty)
    }

    fn relabel(&self, file: FileView<'_>, label: &str) -> Edit {
        let ty = self.span.end - self.ty.len() as u32;
        replace(file, Span::new(self.span.start, ty), &spaced(label))
    }
}

fn spaced(label: &str) -> String {
    if label.is_empty() { String::new() } else { format!("{label} ") }
}

/// The field has options that not every type takes.
fn has_options_of_type(field: FieldView<'_>) -> bool {
    /// `ctype`, `packed`, `lazy`, `jstype`, `unverified_lazy` and `features` of `FieldOptions`.
    const OF_TYPE: [i32; 6] = [1, 2, 5, 6, 15, 21];
    let is_set = |number: i32| field.options().any(|option| option.path().numbers().first() == Some(&number));
    field.pseudo_option("default").is_some() || OF_TYPE.into_iter().any(is_set)
}

/// One more statement below a field, and below the comment behind it.
fn add_below(field: FieldView<'_>, statement: &str) -> Edit {
    let end = field.span().end;
    let comment = edits::comment_behind(&field.file.text()[end as usize..]).len() as u32;
    let indent = indent(field.node());
    let between = if indent.is_empty() { " ".to_owned() } else { format!("\n{indent}") };
    replace(field.file, Span::at(end + comment), &format!("{between}{statement}"))
}

fn free_name(before: MessageView<'_>, field: FieldView<'_>) -> Option<String> {
    let is_free = |name: &String| {
        let messages = [Some(before), field.message()];
        !field.file.data().is_declared_beside(Symbol::Field(field.id), name)
            && messages
                .into_iter()
                .flatten()
                .all(|message| message.field_named(name).is_none() && !message.reserves_name(name))
    };
    (2..10).map(|version| format!("{}_v{version}", field.name())).find(is_free)
}

/// Gives a field its old name. An extension has to be where it was.
pub(crate) fn restore_name(before: FieldView<'_>, after: FieldView<'_>) -> Option<Fix> {
    let scope = |field: FieldView<'_>| {
        let name = nested_name(field.extension_name(), field.file).rsplit_once('.');
        (field.file.package().to_owned(), name.map(|(scope, _)| scope.to_owned()))
    };
    let has_moved = after.is_extension() && scope(before) != scope(after);
    if has_moved || after.node().kind() != NodeKind::Field && after.node().kind() != NodeKind::MapField {
        return None;
    }
    renames::rename(after, Symbol::Field, before.name())
}

/// Sets the JSON name to what it was.
pub(crate) fn restore_json_name(before: FieldView<'_>, after: FieldView<'_>) -> Option<Fix> {
    let wanted = format!("\"{}\"", before.json_name().escape_default());
    let edit = match after.pseudo_option("json_name") {
        Some(value) => replace(after.file, value.span(), &wanted),
        None => {
            let option = format!("json_name = {wanted}");
            let (span, text) = edits::one_more_option(after.node(), after.number_span()?, &option)?;
            // It reaches back into the name, so that it is not made along with another name.
            let from = after.name_span().end - 1;
            let between = &after.file.text()[from as usize..span.start as usize];
            replace(after.file, Span::new(from, span.end), &format!("{between}{text}"))
        }
    };
    let (json, was) = (after.json_name(), before.json_name());
    let effects = field_name([after.name(), &json], [after.name(), &was]).effects();
    Some(effects.fix(&format!("set `json_name = {wanted}`"), vec![edit]))
}
