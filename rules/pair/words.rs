//! Names of things in messages.

use protune_compiler::schema::FieldView;

/// Name of a field in messages: ``field `a` of `M` ``, or ``extension `a.b` of `M` ``.
pub(crate) fn field(field: FieldView<'_>) -> String {
    match (field.message(), field.extendee()) {
        (Some(message), _) => format!("field `{}` of `{}`", field.name(), message.name()),
        (None, Some(extendee)) => {
            format!("extension `{}` of `{}`", field.extension_name(), extendee.full_name())
        }
        (None, None) => format!("extension `{}`", field.extension_name()),
    }
}

/// `the number 5`, or `the numbers 5 and 7 to 9`: ranges with both ends included.
pub(crate) fn numbers(ranges: &[(i32, i32)], max: i32) -> String {
    let noun = match ranges {
        [(first, last)] if first == last => "the number",
        _ => "the numbers",
    };
    let parts: Vec<String> = ranges.iter().map(|&range| self::range(range, max)).collect();
    format!("{noun} {}", list(&parts))
}

/// A range as it is written in a schema.
pub(crate) fn range((first, last): (i32, i32), max: i32) -> String {
    match last {
        _ if first == last => first.to_string(),
        _ if last >= max => format!("{first} to max"),
        _ => format!("{first} to {last}"),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Names as a list. Every alias of a value may name all others, so that a list has an end.
pub(crate) fn names(names: &[&str]) -> String {
    /// More than anybody reads.
    const MOST: usize = 20;
    let shown = &names[..names.len().min(MOST)];
    let mut parts = quoted(shown.iter().copied());
    if shown.len() < names.len() {
        parts.push(format!("{} more", names.len() - shown.len()));
    }
    list(&parts)
}

pub(crate) fn quoted<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    names.into_iter().map(|name| format!("`{name}`")).collect()
}
