//! Findings and fixes that rules about policies and rules about routes share: references that select no method, and
//! prefixes that select too many.

use crate::deployed::pattern::{Form, Pattern, Text};
use crate::deployed::{DeployedContext, Near, Ref, Services, Standing};
use protune_compiler::diagnostic::{Fix, Safety};
use protune_compiler::near::nearest;
use protune_data::edit::{self, Edit};
use protune_data::{File, Node, Style};

/// A reference that selects no method, in words.
pub(super) fn message(standing: &Standing, reference: &Ref<'_>) -> Option<String> {
    match standing {
        Standing::Fine => None,
        Standing::UnknownService { name, .. } => Some(format!("the schema has no service `{name}`")),
        Standing::UnknownMethod { service, name, .. } if service.is_empty() => {
            Some(format!("no service of the schema has a method `{name}`"))
        }
        Standing::UnknownMethod { service, name, .. } => {
            Some(format!("the service `{service}` has no method `{name}`"))
        }
        Standing::Empty => {
            Some(format!("no method of the schema matches `{}`", reference.node.text().unwrap_or_default()))
        }
    }
}

/// Advice about a reference that selects no method, and the fix that renames it.
pub(super) fn remedy(
    standing: &Standing,
    reference: &Ref<'_>,
    cx: &DeployedContext<'_>,
) -> (String, Option<Fix>) {
    let (name, near, node) = match standing {
        Standing::UnknownService { name, near } => (name, near, reference.node),
        Standing::UnknownMethod { name, near, .. } => {
            (name, near, reference.method.unwrap_or(reference.node))
        }
        _ => return ("remove the pattern, or change it so that it matches methods".to_owned(), None),
    };
    let is_method = matches!(standing, Standing::UnknownMethod { .. });
    let help = near.question().unwrap_or_else(|| {
        let help = match is_method {
            true => "use the name of a method of the service",
            false => "use the full name of a service: its package, a dot and its name",
        };
        help.to_owned()
    });
    let fix = near.only().and_then(|near| {
        // A method is the end of its path, a service the beginning.
        let text = node.text()?;
        let at = if is_method { text.rfind(&**name)? } else { text.find(&**name)? };
        let renamed = [&text[..at], near, &text[at + name.len()..]].concat();
        set_text(format!("name `{near}`"), node, &renamed, cx)
    });
    (help, fix)
}

/// The safe fix that sets a text.
pub(super) fn set_text(
    title: impl Into<Box<str>>,
    node: &Node,
    text: &str,
    cx: &DeployedContext<'_>,
) -> Option<Fix> {
    safe_fix(title, |file| edit::set_text(file, node, text), cx)
}

/// A safe fix with one edit.
pub(super) fn safe_fix(
    title: impl Into<Box<str>>,
    edit: impl FnOnce(&File) -> Option<Edit>,
    cx: &DeployedContext<'_>,
) -> Option<Fix> {
    cx.fix(title, Safety::Safe, cx.try_edit(edit))
}

/// Known words that one may mean, unless too many were looked for.
pub(super) fn near_word<'k>(
    word: &str,
    known: impl IntoIterator<Item = &'k str>,
    cx: &DeployedContext<'_>,
) -> Option<String> {
    cx.search(|_| Near::namesakes(nearest(word, known))).only().map(str::to_owned)
}

/// Returns the service that a prefix names without the slash behind it, and another one whose methods it selects too.
pub(super) fn bleeds<'p>(reference: &'p Ref<'_>, services: &Services<'_>) -> Option<(&'p str, String)> {
    let Pattern::Path(Text { form: Form::Prefix, text, .. }) = &reference.pattern else { return None };
    let name = text.strip_prefix('/')?;
    services.find(name)?;
    let other = reference.methods(services).find(|method| method.service() != name)?;
    Some((name, other.service().to_owned()))
}

/// The fix that ends a prefix with a slash.
pub(super) fn ended(reference: &Ref<'_>, cx: &DeployedContext<'_>) -> Option<Fix> {
    let text = reference.node.text()?;
    let prefix = text.strip_suffix('*');
    let new = prefix.map_or_else(|| format!("{text}/"), |prefix| format!("{prefix}/*"));
    set_text("end the prefix with a slash", reference.node, &new, cx)
}

/// The place and text that adds items after an item of a list, in the notation of that item.
pub(super) fn items_after<'d>(
    file: &File,
    node: &Node,
    texts: impl Iterator<Item = &'d str>,
) -> Option<(protune_data::Span, String)> {
    if node.is_alias() || node.span.is_empty() {
        return None;
    }
    let (start, end) = (node.span.start as usize, node.span.end as usize);
    let line = file.text[..start].rfind('\n').map_or(0, |at| at + 1);
    let prefix = &file.text[line..start];
    let quote = match node.style()? {
        Style::Plain => "",
        Style::SingleQuoted => "'",
        Style::DoubleQuoted => "\"",
        _ => return None,
    };
    let newline = if file.text.contains("\r\n") { "\r\n" } else { "\n" };
    let is_block = prefix.trim() == "-";
    let between = match prefix.trim() {
        "-" => format!("{newline}{prefix}"),
        "" => format!(",{newline}{prefix}"),
        _ => ", ".to_owned(),
    };
    // A comment behind the item stays with it.
    let rest = file.text[end..].split(['\n', '\r']).next().unwrap_or_default();
    let at = (if is_block { end + rest.len() } else { end }) as u32;
    let text = texts.map(|text| format!("{between}{quote}{text}{quote}")).collect();
    Some((protune_data::Span::at(at), text))
}

/// Names in backticks, at most five of them.
pub(super) fn names<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const MOST: usize = 5;
    let all: Vec<&str> = names.collect();
    let shown: Vec<String> = all.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    match all.len().saturating_sub(MOST) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
