//! Fixes of the wing. Each says what it breaks; an annotation changes generated documents and clients, so even that is
//! not safe.

use super::facts::{Facts, Rpc};
use super::places::{REFERENCE, SIGNATURE};
use super::uri::Route;
use crate::contracts::{self, Change, Held, Shape};
use crate::google::Text;
use crate::google::field_behavior::{self, Behavior};
use crate::{casing, edits, renames, scalars};
use protune_compiler::diagnostic::{Edit, Fix};
use protune_compiler::schema::*;
use protune_compiler::syntax::{LiteralField, NodeKind, OptionEntry};
use protune_compiler::text::Span;
use std::borrow::Cow;

/// Import that an annotation or a type needs, if the file can have it: the edit that adds it, or none if it is there.
/// Only files that are loaded are imported.
fn import(facts: &Facts<'_>, name: &str) -> Option<Option<Edit>> {
    let is_built_in = name.starts_with("google/protobuf/");
    let is_loaded = || facts.scope().files.iter().any(|seen| seen.name() == name);
    (is_built_in || is_loaded()).then(|| edits::import(facts.file, name))
}

/// Fix with an edit and the import that it needs.
fn with_import(facts: &Facts<'_>, name: &str, change: Change, title: &str, edit: Edit) -> Option<Fix> {
    let imported = import(facts, name)?;
    let edits: Vec<Edit> = imported.into_iter().chain([edit]).collect();
    Some(change.effects().fix(title, edits))
}

/// Fix that adds an option to a field.
fn annotate(facts: &Facts<'_>, field: FieldView<'_>, file: &str, option: &str, title: &str) -> Option<Fix> {
    let (span, text) = edits::one_more_option(field.node(), field.number_span()?, option)?;
    let edit = Edit { file: field.file.id, span, text };
    with_import(facts, file, Change::Generated, title, edit)
}

/// Name in a package of Google as a file has to write it: with a dot before it if the file may see another `google` first,
/// such as the package `acme.google`.
fn written<'n>(facts: &Facts<'_>, name: &'n str) -> Cow<'n, str> {
    match facts.scope().has_other_google {
        true => Cow::Owned(format!(".{name}")),
        false => Cow::Borrowed(name),
    }
}

/// Returns whether an enum of annotations has a value. An old copy of the annotations may lack it.
fn has_value(facts: &Facts<'_>, file: &str, name: &str, value: &str) -> bool {
    let files = facts.scope().files.iter().filter(|seen| seen.name() == file);
    let mut enums = files.flat_map(|file| file.enums()).filter(|it| it.full_name() == name);
    enums.any(|it| it.values().any(|known| known.name() == value))
}

const BEHAVIORS: &str = "google/api/field_behavior.proto";
const INFOS: &str = "google/api/field_info.proto";
const RESOURCES: &str = "google/api/resource.proto";

/// Fix that annotates a field with a behavior.
pub(crate) fn behave(facts: &Facts<'_>, field: FieldView<'_>, behavior: &str) -> Option<Fix> {
    if !has_value(facts, BEHAVIORS, "google.api.FieldBehavior", behavior) {
        return None;
    }
    let option = format!("({}) = {behavior}", written(facts, "google.api.field_behavior"));
    annotate(facts, field, BEHAVIORS, &option, &format!("annotate the field as `{behavior}`"))
}

/// Fix that removes a behavior.
pub(crate) fn misbehave(field: FieldView<'_>, behavior: Behavior) -> Option<Fix> {
    let place = field_behavior::of(field).find(|it| it.is(behavior))?.place();
    let written = |option: &OptionView<'_>| {
        let span = option.span();
        place.span.is_some_and(|value| span.start <= value.start && value.end <= span.end)
    };
    let option = field.options().find(written)?;
    remove_option(field, option, "remove the annotation")
}

/// Fix that removes an option of a field, if the option says nothing else.
pub(crate) fn remove_option(field: FieldView<'_>, option: OptionView<'_>, title: &str) -> Option<Fix> {
    if OptionEntry::cast(option.node())?.value()?.kind() == NodeKind::List {
        return None;
    }
    let span = edits::option_to_remove(field, option.span())?;
    let edit = Edit { file: field.file.id, span, text: String::new() };
    Some(Change::Generated.effects().fix(title, vec![edit]))
}

/// Fix that says which format a string has.
pub(crate) fn format(facts: &Facts<'_>, field: FieldView<'_>, format: &str) -> Option<Fix> {
    let is_known = has_value(facts, INFOS, "google.api.FieldInfo.Format", format);
    if !is_known || field.custom_option("google.api.field_info").next().is_some() {
        return None;
    }
    let option = format!("({}).format = {format}", written(facts, "google.api.field_info"));
    annotate(facts, field, INFOS, &option, &format!("set the format to `{format}`"))
}

/// Fix that replaces a string in an option.
pub(crate) fn replace_text(text: Text<'_>, to: &str, change: Change) -> Option<Fix> {
    let place = text.place();
    let edit = Edit { file: place.file, span: place.span?, text: format!("\"{}\"", escaped(to)) };
    Some(change.effects().fix(&format!("write `{to}`"), vec![edit]))
}

/// Text between double quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            _ => out.push(c),
        }
    }
    out
}

/// Fix that renames the key of a string in a literal or an option written by parts.
pub(crate) fn replace_key(text: Text<'_>, to: &str, change: Change) -> Option<Fix> {
    let node = text.node();
    let key = match LiteralField::cast(node) {
        Some(field) => field.name()?.node(),
        None => OptionEntry::cast(node)?.name_parts().last()?.node(),
    };
    let edit = Edit { file: text.file().id, span: key.span(), text: to.to_owned() };
    Some(change.effects().fix(&format!("write `{to}`"), vec![edit]))
}

/// Fix that binds a route to another verb.
pub(crate) fn verb(route: &Route<'_>, to: &str) -> Option<Fix> {
    let is_plain = matches!(route.verb, "GET" | "PUT" | "POST" | "DELETE" | "PATCH");
    is_plain.then(|| replace_key(route.path, &to.to_lowercase(), Change::HttpBinding)).flatten()
}

/// Fix that gives a route another body, or takes it away.
pub(crate) fn body(route: &Route<'_>, to: &str) -> Option<Fix> {
    let file = route.path.file();
    match route.body {
        Some(body) if !to.is_empty() => replace_text(body, to, Change::HttpBinding),
        Some(body) => {
            let span = body.node().span();
            LiteralField::cast(body.node())?;
            if file.text()[span.end as usize..].trim_start().starts_with([',', ';']) {
                return None;
            }
            let edit = edits::remove_statement(file, span);
            Some(Change::HttpBinding.effects().fix("remove the body", vec![edit]))
        }
        None => {
            let field = LiteralField::cast(route.path.node())?.node().span();
            if file.text()[field.end as usize..].starts_with([',', ';']) {
                return None;
            }
            let gap = match edits::indent(file.text(), field.start) {
                Some(indent) => format!("\n{indent}"),
                None => " ".to_owned(),
            };
            let text = format!("{gap}body: \"{to}\"");
            let edit = Edit { file: file.id, span: Span::at(field.end), text };
            Some(Change::HttpBinding.effects().fix(&format!("make `{to}` the body"), vec![edit]))
        }
    }
}

/// Fix that ends the path of a route in another way.
pub(crate) fn suffix(route: &Route<'_>, to: &str) -> Option<Fix> {
    replace_text(route.path, &with_suffix(route.path.text, to), Change::HttpBinding)
}

/// Path with this end, in place of its verb.
pub(crate) fn with_suffix(path: &str, to: &str) -> String {
    let stem = path.rfind(':').filter(|&at| !path[at..].contains(['/', '}'])).map_or(path, |at| &path[..at]);
    // The end may begin with the last part of the path.
    let (part, _) = to.split_once(':').unwrap_or((to, ""));
    let stem = stem.strip_suffix(part).unwrap_or(stem);
    format!("{stem}{to}")
}

/// Fix that sets the first signature of a method.
pub(crate) fn signature(facts: &Facts<'_>, rpc: &Rpc<'_>, to: &str) -> Option<Fix> {
    if let Some(first) = rpc.signatures().first() {
        return replace_text(first.whole, to, Change::Generated);
    }
    let option = format!("({}) = \"{to}\"", written(facts, SIGNATURE));
    let edit = edits::add_option(rpc.view.file, rpc.view.node(), &option)?;
    let title = format!("set the signature to `{to}`");
    with_import(facts, "google/api/client.proto", Change::Generated, &title, edit)
}

pub(crate) fn rename_field(field: FieldView<'_>, to: &str) -> Option<Fix> {
    renames::rename(field, Symbol::Field, to).filter(|_| field.group().is_none())
}

pub(crate) fn rename_method(method: MethodView<'_>, to: &str) -> Option<Fix> {
    renames::rename(method, Symbol::Method, to)
}

/// Fix that names a request or response after its method, if no other method of the file uses the message.
pub(crate) fn rename_message<'s>(facts: &Facts<'s>, message: MessageView<'s>, to: &str) -> Option<Fix> {
    let is_own = message.file.id == facts.file.id && message.parent().is_none();
    if !is_own || facts.uses(message) != 1 {
        return None;
    }
    renames::rename(message, Symbol::Message, to)
}

/// Fix that makes a singular field one of another scalar type.
pub(crate) fn retype(field: FieldView<'_>, to: Scalar) -> Option<Fix> {
    let is_list = field.label() == Some(protune_compiler::syntax::Label::Repeated);
    (!is_list && !depends_on_type(field)).then(|| scalars::retype(field, to)).flatten()
}

/// Returns whether a field has an option of the language that not every type can have: `ctype`, `packed`, `jstype`, `lazy`
/// or `unverified_lazy`.
fn depends_on_type(field: FieldView<'_>) -> bool {
    [1, 2, 5, 6, 15].iter().any(|&number| field.option(&[number]).is_some())
}

/// Fix that makes a scalar field one of a well-known message, such as `google.protobuf.Timestamp`.
pub(crate) fn to_message(facts: &Facts<'_>, field: FieldView<'_>, to: &str, file: &str) -> Option<Fix> {
    let Type::Scalar(from) = field.ty() else { return None };
    if field.pseudo_option_entry("default").is_some() || field.is_map() || depends_on_type(field) {
        return None;
    }
    let text = written(facts, to).into_owned();
    let edit = Edit { file: field.file.id, span: field.type_span()?, text };
    let change = Change::Type(Shape::Scalar(from), Shape::Text);
    with_import(facts, file, change, &format!("make it `{to}`"), edit)
}

/// Fix that removes the label `optional`.
pub(crate) fn remove_label(field: FieldView<'_>, label: Span) -> Option<Fix> {
    let span = Span::new(label.start, field.type_span()?.start);
    let edit = Edit { file: field.file.id, span, text: String::new() };
    let change =
        Change::Cardinality { was: Held::Explicit, is: Held::Implicit, element: contracts::Element::Value };
    Some(change.effects().fix("remove `optional`", vec![edit]))
}

/// Fix that replaces an embedded resource by its name.
pub(crate) fn to_reference(facts: &Facts<'_>, field: FieldView<'_>, ty: &str) -> Option<Fix> {
    let option = format!("({}).type = \"{}\"", written(facts, REFERENCE), escaped(ty));
    let refers = field.custom_option(REFERENCE).next().is_some();
    if field.is_map() || field.group().is_some() || refers || depends_on_type(field) {
        return None;
    }
    let (at, text) = edits::one_more_option(field.node(), field.number_span()?, &option)?;
    let file = field.file.id;
    let edits = vec![
        Edit { file, span: field.type_span()?, text: "string".to_owned() },
        Edit { file, span: at, text },
    ];
    let edits: Vec<Edit> = import(facts, RESOURCES)?.into_iter().chain(edits).collect();
    let effects = Change::Type(Shape::Message, Shape::Scalar(Scalar::String)).effects();
    Some(effects.fix(&format!("refer to `{ty}` by name"), edits))
}

/// Fix that adds a field with the first free number. `None` if the message or the file has something else of the name, or
/// the file does not see the type.
pub(crate) fn add_field(facts: &Facts<'_>, message: MessageView<'_>, ty: &str, name: &str) -> Option<Fix> {
    let json = json_name(name);
    let is_taken = message.field_named(name).is_some()
        || message.fields().any(|field| {
            *field.json_name() == json || field.file.data().is_declared_beside(Symbol::Field(field.id), name)
        });
    if is_taken || !casing::is_identifier(name) || !is_visible(facts, message, ty) {
        return None;
    }
    let qualified = match ty.strip_prefix("google.") {
        Some(_) => written(facts, ty),
        None => Cow::Borrowed(ty),
    };
    let edit = edits::add_fields(message, &[(&qualified, name)])?;
    let effects = Change::FieldAdded { is_required: false }.effects();
    Some(effects.fix(&format!("add the field `{name}`"), vec![edit]))
}

/// Returns whether a file can name a type: a scalar, a map of scalars, or a message of the file or one that it imports.
fn is_visible(facts: &Facts<'_>, message: MessageView<'_>, ty: &str) -> bool {
    let name = ty.strip_prefix("repeated ").unwrap_or(ty);
    if !name.contains('.') && name.starts_with(|c: char| c.is_ascii_lowercase()) {
        return true;
    }
    let file = message.file;
    let imported = file.imports().filter_map(|import| import.target());
    let mut seen = std::iter::once(file).chain(imported).flat_map(|file| file.messages());
    let full = match name.contains('.') || file.package().is_empty() {
        true => name.to_owned(),
        false => format!("{}.{name}", file.package()),
    };
    file.id == facts.file.id && seen.any(|known| known.full_name() == full)
}

/// Fix that gives an option of the file another value.
pub(crate) fn file_option(file: FileView<'_>, number: i32, to: &str) -> Option<Fix> {
    let value = OptionEntry::cast(file.option(&[number])?.node())?.value()?;
    let edit = Edit { file: file.id, span: value.span(), text: to.to_owned() };
    Some(Change::Generated.effects().fix(&format!("set it to `{}`", to.trim_matches('"')), vec![edit]))
}

/// Fix that sets an option of the file.
pub(crate) fn set_file_option(file: FileView<'_>, option: &str) -> Option<Fix> {
    let after = file.options().last().map(OptionView::span);
    let after = after.or(file.imports().last().map(ImportView::span)).or(file.package_span())?;
    let gap = if file.options().next().is_some() { "\n" } else { "\n\n" };
    // A comment in the same line stays with its statement.
    let comment = edits::comment_behind(&file.text()[after.end as usize..]);
    let text = format!("{gap}option {option};");
    let edit = Edit { file: file.id, span: Span::at(after.end + comment.len() as u32), text };
    Some(Change::Generated.effects().fix(&format!("add `option {option};`"), vec![edit]))
}
