//! Paths and their variables.

use super::Flaw;
use crate::field_path::{Found, find, is_many};
use crate::google::path_template::{PathTemplate, Piece, Segment, TemplateErrorKind};
use crate::wrappers;
use protune_compiler::schema::{FieldView, MessageView, Type};
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Error in the grammar of a path.
pub(crate) fn syntax(path: &str) -> Option<Flaw> {
    let error = PathTemplate::parse(path).err()?;
    let message = match path {
        "" => "the HTTP path is empty".to_owned(),
        _ => format!("the HTTP path `{path}` is invalid: {error}"),
    };
    let help = match error.kind {
        TemplateErrorKind::NoSlash => "start the path with `/`",
        TemplateErrorKind::EmptySegment => "remove the extra `/`",
        TemplateErrorKind::EmptyVerb => "write a verb after the `:`, or remove the `:`",
        TemplateErrorKind::UnclosedVariable => "close the variable with `}`",
        TemplateErrorKind::NestedVariable => "write the inner path without braces",
        TemplateErrorKind::NoFieldPath => "write `{field}` or `{field=segments}`",
        TemplateErrorKind::UnexpectedCharacter('?' | '#') => {
            "remove it: fields that the path does not bind are query parameters"
        }
        TemplateErrorKind::UnexpectedCharacter(_) => "remove the character",
        TemplateErrorKind::SecondRest => "use `*` for one of the two",
    };
    Some(Flaw::new(error.span, message, help))
}

/// `**` that other segments follow.
pub(crate) fn rest_before_end(path: &str) -> Option<Flaw> {
    let pieces = PathTemplate::parse(path).ok()?.pieces();
    let (_, before_last) = pieces.split_last()?;
    let (_, span) = before_last.iter().find(|(piece, _)| *piece == Piece::AnyRest)?;
    let message = format!("`**` is not the last segment of the HTTP path `{path}`");
    Some(Flaw::new(span.clone(), message, "use `*`, or end the path after `**`"))
}

/// Variable of a path, with its place.
struct Variable<'t> {
    field: &'t str,
    at: Range<usize>,
}

/// Variables of a path that are fields; none of an invalid one.
fn variables<'t>(path: &'t str) -> Vec<Variable<'t>> {
    let Ok(template) = PathTemplate::parse(path) else { return Vec::new() };
    let variable = |segment: &Segment<'t>| {
        let field = segment.variable().filter(|field| !field.starts_with('$'))?;
        // The name follows the brace.
        let start = segment.span.start + 1;
        Some(Variable { field, at: start..start + field.len() })
    };
    template.segments.iter().filter_map(variable).collect()
}

/// Variables that are no fields of the request.
pub(crate) fn unknown(path: &str, request: MessageView<'_>) -> Vec<Flaw> {
    let all = variables(path);
    let bound: FxHashSet<&str> = all.iter().map(|variable| variable.field).collect();
    let flaw = |variable: &Variable<'_>| {
        let Found::Miss(miss) = find(request, variable.field) else { return None };
        let meant = miss.meant(|field| is_bindable(field) && !bound.contains(field.name()));
        let message = format!("the path variable `{{{}}}` names no field: {}", variable.field, miss.says());
        let (start, help) = (variable.at.start, miss.advice(meant));
        let at = start + miss.part.start..start + miss.part.end;
        Some(Flaw::new(at, message, help).instead(meant))
    };
    all.iter().filter_map(flaw).collect()
}

fn is_bindable(field: FieldView<'_>) -> bool {
    !is_many(field) && !is_message(field)
}

/// Returns whether a value of a field takes more than one segment of text.
fn is_message(field: FieldView<'_>) -> bool {
    field.is_map() || field.message_type().is_some_and(|message| !is_text(message))
}

/// Well-known messages that JSON writes as one string, number or flag.
fn is_text(message: MessageView<'_>) -> bool {
    let name = message.full_name().strip_prefix("google.protobuf.");
    matches!(name, Some("Timestamp" | "Duration" | "FieldMask")) || wrappers::wrapped_in(message).is_some()
}

/// Variables that are messages or maps.
pub(crate) fn types(path: &str, request: MessageView<'_>) -> Vec<Flaw> {
    let flaw = |variable: Variable<'_>| {
        let Found::Field { field, .. } = find(request, variable.field) else { return None };
        let what = match field.ty() {
            _ if field.is_map() => "a map",
            Type::Message(_) if is_message(field) => "a message",
            _ => return None,
        };
        let message = format!("the path variable `{{{}}}` is {what}, not a single value", variable.field);
        let help = match what {
            "a map" => "bind another field",
            _ => "bind a field of the message",
        };
        Some(Flaw::new(variable.at, message, help))
    };
    variables(path).into_iter().filter_map(flaw).collect()
}

/// Variables that are repeated, are part of something repeated, or occur twice.
pub(crate) fn many(path: &str, request: MessageView<'_>) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut earlier = FxHashSet::default();
    for Variable { field: name, at } in variables(path) {
        let reason = match find(request, name) {
            _ if !earlier.insert(name) => "occurs twice".to_owned(),
            Found::Field { through: Some(through), .. } => {
                let what = if through.is_map() { "a map" } else { "repeated" };
                format!("goes through `{}`, which is {what}", through.name())
            }
            Found::Field { field, .. } if is_many(field) && !is_message(field) => "is repeated".to_owned(),
            _ => continue,
        };
        let message = format!("the path variable `{{{name}}}` {reason}");
        flaws.push(Flaw::new(at, message, "bind a field that has one value"));
    }
    flaws
}
