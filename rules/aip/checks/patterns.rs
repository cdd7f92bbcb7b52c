//! Types and patterns of resources, in annotations of messages and in definitions of files.

use super::resources;
use crate::aip::places;
use crate::aip::resources::{Resource, split_type};
use crate::aip::visit::Cx;
use crate::aip::words;
use crate::contracts::Change;
use crate::google::{Text, resource};
use protune_compiler::diagnostic::{Edit, Fix};
use protune_compiler::schema::MessageView;
use protune_compiler::syntax::LiteralField;
use protune_compiler::text::Span;

/// Finds what is wrong with a resource, as the end of a message.
type Fault = fn(&resource::Resource<'_>) -> Option<String>;

/// Judges the annotation of a message.
pub(crate) fn annotation<'s>(cx: &mut Cx<'_, 's>, message: MessageView<'s>, fault: Fault) {
    if let Some(text) = cx.annotation(message).and_then(|resource| fault(resource.annotation())) {
        cx.report(message, resources::place(message), text);
    }
}

/// Judges the resources that a file defines.
pub(crate) fn definitions(cx: &mut Cx<'_, '_>, fault: Fault) {
    let file = cx.file;
    for (index, definition) in resource::of_file(file).enumerate() {
        if let Some(text) = fault(&definition) {
            cx.report(file, places::definition(file, index), text);
        }
    }
}

fn ty<'s>(resource: &resource::Resource<'s>) -> &'s str {
    resource.ty.map_or("", |ty| ty.text)
}

/// No pattern, or one with an underscore outside variables, or with a space.
pub(crate) fn fault_of_pattern(resource: &resource::Resource<'_>) -> Option<String> {
    if resource.patterns.is_empty() {
        return Some(format!("the resource `{}` should have a pattern", ty(resource)));
    }
    let is_wrong = |pattern: &&str| constant(pattern).contains(['_', ' ']);
    let pattern = resource.patterns.iter().map(|text| text.text).find(is_wrong)?;
    Some(format!("the pattern `{pattern}` should be in lowerCamelCase, without spaces"))
}

/// A variable that is not in lower case, or ends with `_id`.
pub(crate) fn fault_of_variables(resource: &resource::Resource<'_>) -> Option<String> {
    let all = resource.patterns.iter().flat_map(|pattern| variables(pattern.text));
    let wrong = all
        .into_iter()
        .find(|name| name.contains(|c: char| c.is_ascii_uppercase()) || name.ends_with("_id"))?;
    let want = words::snake(wrong.strip_suffix("_id").unwrap_or(wrong));
    Some(format!("the variable `{wrong}` of the pattern should be named `{want}`"))
}

/// A type without host and name, or a name that is not in UpperCamelCase.
pub(crate) fn fault_of_type(resource: &resource::Resource<'_>) -> Option<String> {
    let ty = ty(resource);
    match split_type(ty) {
        None => Some(not_a_type(ty)),
        Some((_, name)) => {
            let want = words::resource_upper_camel(name);
            (name != want).then(|| format!("the type `{ty}` should end with `{want}`"))
        }
    }
}

/// A type that does not have exactly one slash.
pub(crate) fn fault_of_definition_type(resource: &resource::Resource<'_>) -> Option<String> {
    let ty = ty(resource);
    (ty.matches('/').count() != 1).then(|| not_a_type(ty))
}

fn not_a_type(ty: &str) -> String {
    format!("the type `{ty}` should be a host, a slash and a name")
}

/// Pattern without its variables.
fn constant(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut at = 0;
    for name in variables(pattern) {
        let start = name.as_ptr() as usize - pattern.as_ptr() as usize;
        out.push_str(&pattern[at..start - 1]);
        at = start + name.len() + 1;
    }
    out.push_str(&pattern[at..]);
    out
}

/// Names of the variables of a pattern, in text order. One with a template is none.
pub(crate) fn variables(pattern: &str) -> impl Iterator<Item = &str> {
    let mut rest = pattern;
    std::iter::from_fn(move || {
        loop {
            let (_, behind) = rest.split_once('{')?;
            rest = behind;
            let end = behind.find(['}', '='])?;
            if end > 0 && behind[end..].starts_with('}') {
                rest = &behind[end..];
                return Some(&behind[..end]);
            }
        }
    })
}

/// Returns whether a segment is an id: a variable in lower case, or several with `_`, `-`, `.` or `~` between them.
pub(crate) fn is_id(segment: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
            && !name.ends_with('_')
    };
    let mut rest = segment;
    while let Some((name, behind)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        if !is_name(name) || behind.is_empty() {
            return is_name(name);
        }
        let Some(next) = behind.strip_prefix(['_', '-', '.', '~']) else { return false };
        rest = next;
    }
    false
}

/// Singular of a resource without the name of its parent, if it begins with that.
pub(crate) fn short_singular(resource: &Resource<'_>) -> Option<String> {
    let parent = parent(resource)?;
    let noun = words::snake(resource.noun());
    let short = noun.strip_prefix(parent).and_then(|rest| rest.strip_prefix('_'));
    Some(short.unwrap_or(&noun).to_owned())
}

/// Plural of a resource without the name of its parent, if the singular begins with that.
pub(crate) fn short_plural(resource: &Resource<'_>) -> Option<String> {
    let parent = parent(resource)?;
    let parent = words::lower_camel(parent);
    Some(words::lower_camel(resource.plural().strip_prefix(&*parent).unwrap_or(resource.plural())))
}

/// Variable of the parent with which the name of a nested resource begins; empty if the pattern has none.
fn parent<'s>(resource: &Resource<'s>) -> Option<&'s str> {
    let pattern = resource.patterns().next()?;
    let variables: Vec<&str> = variables(pattern).collect();
    let back = if pattern.ends_with('}') { 2 } else { 1 };
    let parent = variables.len().checked_sub(back).map_or("", |at| variables[at]);
    let noun = words::snake(resource.noun());
    (pattern.matches('/').count() > 1 && noun.contains('_') && noun.starts_with(parent)).then_some(parent)
}

/// Fix that sets a word of an annotation in one piece, unless it is set to that already.
pub(crate) fn set(resource: &Resource<'_>, word: Option<Text<'_>>, key: &str, want: &str) -> Option<Fix> {
    if want.is_empty() || word.is_some_and(|word| word.text == want) {
        return None;
    }
    if let Some(word) = word {
        return crate::aip::fixes::replace_text(word, want, Change::Generated);
    }
    let ty = resource.annotation().ty?;
    let field = LiteralField::cast(ty.node())?.node().span();
    let file = ty.file();
    if file.text()[field.end as usize..].starts_with([',', ';']) {
        return None;
    }
    let gap =
        crate::edits::indent(file.text(), field.start).map_or(" ".to_owned(), |indent| format!("\n{indent}"));
    let text = format!("{gap}{key}: \"{want}\"");
    let edit = Edit { file: file.id, span: Span::at(field.end), text };
    Some(Change::Generated.effects().fix(&format!("set the {key} to `{want}`"), vec![edit]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_have_no_template() {
        let pattern = "a/{b_c}/d/{e=f_g}/{}/{h";
        assert_eq!(variables(pattern).collect::<Vec<_>>(), ["b_c"]);
        assert_eq!(constant(pattern), "a//d/{e=f_g}/{}/{h");
    }
}
