//! Edits of a configuration file that leave everything around them as it is.
//!
//! Each function returns one replacement of bytes, or `None` where the change cannot be written in one place without
//! changing anything else. Nothing is applied here.

mod quote;
mod site;

use crate::{Entry, File, Kind, Language, Node, Span, Style};
use site::Site;
use std::ops::Range;

/// Replacement of some bytes of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Edit {
    /// Bytes to replace.
    pub span: Span,
    /// Text to put in their place.
    pub text: String,
}

impl Edit {
    fn new(span: Span, text: impl Into<String>) -> Edit {
        Edit { span, text: text.into() }
    }

    /// Returns a text with the edit made.
    ///
    /// ```
    /// use protune_data::{Language, edit, parse};
    ///
    /// let file = parse(Language::Toml, "a = 'x'");
    /// let edit = edit::set_text(&file, file.root().get("a").unwrap(), "y").unwrap();
    /// assert_eq!(edit.apply(&file.text), "a = 'y'");
    /// ```
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        [&text[..self.span.start as usize], &self.text, &text[self.span.end as usize..]].concat()
    }
}

/// Replaces a scalar by a text in the same notation, or in double quotes where that notation cannot hold it.
///
/// A number, boolean or date is replaced verbatim. In a block scalar, the header keeps deciding about line breaks at
/// the end. An alias is replaced, not what it stands for.
///
/// ```
/// use protune_data::{Language, edit, parse};
///
/// let set = |text: &str, value: &str| {
///     let file = parse(Language::Yaml, text);
///     edit::set_text(&file, file.root().get("a").unwrap(), value).unwrap().apply(text)
/// };
/// assert_eq!(set("a: b # c", "d"), "a: d # c");
/// assert_eq!(set("a: b # c", "no"), "a: \"no\" # c");
/// assert_eq!(set("a: 'b'", "it's"), "a: 'it''s'");
/// assert_eq!(set("a: |\n  b\n  c\n", "d\ne"), "a: |\n  d\n  e\n");
/// ```
#[must_use]
pub fn set_text(file: &File, node: &Node, text: &str) -> Option<Edit> {
    let scalar = node.as_scalar()?;
    let style = if node.is_alias() { Style::Plain } else { scalar.style };
    let written = match style {
        Style::Literal | Style::Folded => block(file, node, style, text)?,
        Style::Bare => text.to_owned(),
        Style::Plain => {
            let in_flow = Site::of(file, node)?.is_in_brackets(file);
            let keeps_kind = scalar.kind != Kind::Text && crate::scalar::kind(text) == scalar.kind;
            quote::plain(text, in_flow, keeps_kind)
        }
        style => quote::quoted(style, file.language, text),
    };
    let needs_space = node.span.is_empty() && file.text[..node.span.start as usize].ends_with([':', '-']);
    Some(Edit::new(node.span, if needs_space { format!(" {written}") } else { written }))
}

/// Replaces a part of a scalar's text. `part` counts bytes of [`Node::scalar`].
///
/// ```
/// use protune_data::{Language, edit, parse};
///
/// let text = r#"{"path": "\/pets.v1.Pet\/Get"}"#;
/// let file = parse(Language::Json, text);
/// let edit = edit::set_part(&file, file.root().get("path").unwrap(), 9..12, "Pets").unwrap();
/// assert_eq!(edit.apply(text), r#"{"path": "\/pets.v1.Pets\/Get"}"#);
/// ```
#[must_use]
pub fn set_part(file: &File, node: &Node, part: Range<usize>, text: &str) -> Option<Edit> {
    let whole = node.scalar()?;
    let (before, after) = (whole.get(..part.start)?, whole.get(part.end..)?);
    if node.is_alias() {
        return None;
    }
    let is_harmless = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'/' | b'-');
    let span = file.within(node, part);
    let new = [before, text, after].concat();
    match node.style()? {
        Style::DoubleQuoted => Some(Edit::new(span, quote::escaped(text))),
        Style::Plain if quote::plain(&new, true, node.kind() != Kind::Text) != new => {
            set_text(file, node, &new)
        }
        _ if !text.is_empty() && text.bytes().all(is_harmless) => Some(Edit::new(span, text)),
        _ => set_text(file, node, &new),
    }
}

/// Renames the key of an entry, in the same notation where that can hold the new key.
///
/// ```
/// use protune_data::{Language, edit, parse};
///
/// let text = r#"{"timeOut": "1s"}"#;
/// let file = parse(Language::Json, text);
/// let edit = edit::rename_key(&file, &file.root().entries()[0], "timeout").unwrap();
/// assert_eq!(edit.apply(text), r#"{"timeout": "1s"}"#);
/// ```
#[must_use]
pub fn rename_key(file: &File, entry: &Entry, key: &str) -> Option<Edit> {
    let raw = entry.key_span.of(&file.text);
    if entry.merged || raw.starts_with('*') {
        return None;
    }
    Some(Edit::new(entry.key_span, quote::key(key, raw, file.language)))
}

/// Removes an entry or an item, with its line or its comma.
///
/// The only entry or item in a YAML block leaves `{}` or `[]` behind. Returns `None` for the root, for a TOML table
/// that is continued elsewhere, and for a YAML value that aliases outside of it need.
///
/// ```
/// use protune_data::{Language, edit, parse};
///
/// let remove = |language, text: &str, path: &str| {
///     let file = parse(language, text);
///     edit::remove(&file, file.root().at(path).unwrap()).map(|edit| edit.apply(text))
/// };
/// assert_eq!(remove(Language::Yaml, "a: 1 # one\nb: 2\n", "a").unwrap(), "b: 2\n");
/// assert_eq!(remove(Language::Yaml, "- a: 1\n  b: 2\n", "[0].a").unwrap(), "- b: 2\n");
/// assert_eq!(remove(Language::Json, "[1, 2, 3]", "[2]").unwrap(), "[1, 2]");
/// assert_eq!(remove(Language::Toml, "[t]\na = 1\nb = 2\n", "t.b").unwrap(), "[t]\na = 1\n");
/// assert_eq!(remove(Language::Yaml, "a: &x 1\nb: *x", "a"), None);
/// ```
#[must_use]
pub fn remove(file: &File, node: &Node) -> Option<Edit> {
    let site = Site::of(file, node)?;
    let parent = site.parent()?;
    let edit = if site::is_bracketed(file, parent) {
        remove_between_commas(file, &site, parent)?
    } else if file.language == Language::Toml {
        remove_statement(file, node)?
    } else if site.is_in_brackets(file) {
        // The only entry of a table without braces in a list: `[a: b]`.
        return None;
    } else {
        remove_lines(file, &site, parent)?
    };
    (!site.is_needed_outside(edit.span)).then_some(edit)
}

/// Inserts an entry after another one with the same indentation. `value` is written as it is, in the language of the
/// file.
///
/// ```
/// use protune_data::{Language, edit, parse};
///
/// let insert = |language, text: &str| {
///     let file = parse(language, text);
///     let edit = edit::insert_after(&file, &file.root().entries()[0].value, "b", "2").unwrap();
///     edit.apply(text)
/// };
/// assert_eq!(insert(Language::Yaml, "a: 1 # one\n"), "a: 1 # one\nb: 2\n");
/// assert_eq!(insert(Language::Json, "{\n  \"a\": 1\n}"), "{\n  \"a\": 1,\n  \"b\": 2\n}");
/// assert_eq!(insert(Language::Toml, "a = 1"), "a = 1\nb = 2");
/// ```
#[must_use]
pub fn insert_after(file: &File, node: &Node, key: &str, value: &str) -> Option<Edit> {
    let site = Site::of(file, node)?;
    let parent = site.parent()?;
    let key_span = node.key_span?;
    let text = &*file.text;
    let key = quote::key(key, key_span.of(text), file.language);
    let colon = if file.language == Language::Toml { " = " } else { ": " };
    let end = site.extent().end as usize;
    let line = site::line_start(text, key_span.start as usize);
    let prefix = &text[line..key_span.start as usize];
    let is_first_in_line = prefix.trim().is_empty();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if site::is_bracketed(file, parent) {
        if node.span.is_empty() {
            // `{a:, b: 1}` has no key `a`.
            return None;
        }
        let space = if is_first_in_line { format!("{newline}{prefix}") } else { " ".to_owned() };
        return Some(Edit::new(Span::from_usize(end, end), format!(",{space}{key}{colon}{value}")));
    }
    let is_statement = file.language != Language::Toml || is_first_in_line && !site::is_header(node);
    if !is_statement || site.is_in_brackets(file) || site.is_after_question_mark(file) {
        return None;
    }
    if file.language == Language::Yaml && prefix.contains('\t') {
        return None;
    }
    let end = site::line_rest(file, end)?;
    let anchor_or_tag = prefix.find(['&', '!']).unwrap_or(prefix.len());
    let indent: String = prefix[..anchor_or_tag].chars().map(|c| if c == '\t' { c } else { ' ' }).collect();
    Some(Edit::new(Span::from_usize(end, end), format!("{newline}{indent}{key}{colon}{value}")))
}

/// Inserts an item after another one of its list, with the same indentation. `value` is written as it is, in the language
/// of the file; its further lines are indented with it.
///
/// ```
/// use protune_data::{Language, edit, parse};
///
/// let insert = |language, text: &str, value: &str| {
///     let file = parse(language, text);
///     edit::insert_item_after(&file, &file.root().items()[0], value).unwrap().apply(text)
/// };
/// assert_eq!(insert(Language::Yaml, "- a # one\n- c\n", "b"), "- a # one\n- b\n- c\n");
/// assert_eq!(insert(Language::Yaml, "- x: 1\n", "x: 2\ny: 3"), "- x: 1\n- x: 2\n  y: 3\n");
/// assert_eq!(insert(Language::Json, "[1, 3]", "2"), "[1, 2, 3]");
/// assert_eq!(insert(Language::Json, "[\n  1\n]", "2"), "[\n  1,\n  2\n]");
/// ```
#[must_use]
pub fn insert_item_after(file: &File, node: &Node, value: &str) -> Option<Edit> {
    let site = Site::of(file, node)?;
    let parent = site.parent().filter(|parent| parent.kind() == Kind::List)?;
    let text = &*file.text;
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let end = site.extent().end as usize;
    let is_in_brackets = site::is_bracketed(file, parent);
    let start = if is_in_brackets { site.start_in_brackets(file)? } else { site.start(file)? };
    let prefix = &text[site::line_start(text, start)..start];
    let is_first_in_line = prefix.trim().is_empty();
    let indented = |indent: &str| value.replace('\n', &format!("{newline}{prefix}{indent}"));
    if is_in_brackets {
        let space = if is_first_in_line { format!("{newline}{prefix}") } else { " ".to_owned() };
        let value = if is_first_in_line { indented("") } else { value.to_owned() };
        return Some(Edit::new(Span::from_usize(end, end), format!(",{space}{value}")));
    }
    if file.language != Language::Yaml || site.is_in_brackets(file) || prefix.bytes().any(|byte| byte != b' ')
    {
        return None;
    }
    let end = site::line_rest(file, end)?;
    Some(Edit::new(Span::from_usize(end, end), format!("{newline}{prefix}- {}", indented("  "))))
}

/// Lines of a block scalar, or `None` if it cannot hold them.
fn block(file: &File, node: &Node, style: Style, text: &str) -> Option<String> {
    let lines = text.trim_end_matches('\n');
    let is_plain = |c: char| c == '\n' || c == '\t' || !c.is_control();
    let holds = !lines.is_empty()
        && !lines.starts_with([' ', '\t', '\n'])
        && lines.chars().all(is_plain)
        && (style == Style::Literal || !lines.contains('\n'));
    // Blank lines in front of the first one stay, and are part of the value.
    let begins_with_text = node.scalar().is_some_and(|old| !old.starts_with('\n'));
    let start = node.span.start as usize;
    let indent = &file.text[site::line_start(&file.text, start)..start];
    (holds && begins_with_text && !node.span.is_empty() && indent.bytes().all(|byte| byte == b' '))
        .then(|| lines.replace('\n', &format!("\n{indent}")))
}

fn remove_between_commas(file: &File, site: &Site<'_>, parent: &Node) -> Option<Edit> {
    let text = &*file.text;
    let start = site.start_in_brackets(file)?;
    let own = site.extent();
    if site.is_without_value() {
        // What follows the key, a colon and comments, is in nobody's span.
        return None;
    }
    let end = own.end as usize;
    if let Some(next) = site.next_in_brackets(file) {
        // The comments above the next part belong to it, those behind this one go with it.
        let comments = site::comments(file, Span::from_usize(end, next));
        let end = comments
            .iter()
            .find(|comment| comment.own_line)
            .map_or(next, |comment| comment.span.start as usize);
        return Some(Edit::new(Span::from_usize(start, end), ""));
    }
    if let Some(previous) = site.sibling(-1) {
        let gap = Span::from_usize(previous.end as usize, start);
        let is_comment =
            |at: usize| site::comments(file, gap).iter().any(|comment| comment.span.range().contains(&at));
        let comma = gap.range().find(|&at| text.as_bytes()[at] == b',' && !is_comment(at))?;
        let mut kept = [&text[gap.start as usize..comma], text[comma + 1..start].trim_end()].concat();
        let last = site::comments(file, gap).last().map(|comment| comment.span.of(text));
        if last.is_some_and(|comment| !comment.starts_with("/*")) && !text[end..].starts_with(['\n', '\r']) {
            // The comment would swallow the bracket.
            kept.push('\n');
        }
        return Some(Edit::new(Span::from_usize(previous.end as usize, end), kept));
    }
    let inner = Span::new(parent.span.start + 1, parent.span.end - 1);
    site::comments(file, inner).is_empty().then(|| Edit::new(inner, ""))
}

/// Removes an entry or a table with its header from TOML.
fn remove_statement(file: &File, node: &Node) -> Option<Edit> {
    let start = node.key_span.map_or(node.span.start, |key| key.start.min(node.span.start));
    let is_whole = site::all(node, &mut |part| node.span.contains(part.span));
    let is_implied = node.kind() == Kind::Table && !site::is_header(node) && !site::is_bracketed(file, node);
    if !is_whole || is_implied {
        return None;
    }
    let end = site::line_rest(file, node.span.end as usize)?;
    let line = site::line_start(&file.text, start as usize);
    Some(Edit::new(Span::from_usize(line, site::after_line_break(&file.text, end)), ""))
}

/// Removes an entry or item of a YAML block.
fn remove_lines(file: &File, site: &Site<'_>, parent: &Node) -> Option<Edit> {
    let text = &*file.text;
    let start = site.start(file)?;
    let own_end = site.extent().end as usize;
    let line = site::line_start(text, start);
    let prefix = &text[line..start];
    // An anchor or tag before the key would come to stand before the next one.
    if prefix.contains(['&', '!']) || site.is_after_question_mark(file) || text[start..].starts_with('?') {
        return None;
    }
    let end = site::line_rest(file, own_end)?;
    if site.count() == 1 {
        // Whoever reads the value still finds a table or list.
        let column = |at: usize| at - site::line_start(text, at);
        let is_below_key = parent.key_span.is_some_and(|key| column(key.start as usize) == column(start));
        let empty = match parent.kind() {
            Kind::Table => "{}",
            // Dashes may stand right below the key, brackets may not.
            _ if is_below_key => " []",
            _ => "[]",
        };
        let is_beside_key = parent.span.start as usize == start;
        return is_beside_key.then(|| Edit::new(Span::from_usize(start, own_end), empty));
    }
    if prefix.trim().is_empty() {
        return Some(Edit::new(Span::from_usize(line, site::after_line_break(text, end)), ""));
    }
    let next = site.next_start(file)?;
    let is_clean = site::comments(file, Span::from_usize(end, next)).is_empty();
    is_clean.then(|| Edit::new(Span::from_usize(start, next), ""))
}
