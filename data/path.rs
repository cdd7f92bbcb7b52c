//! Paths of keys and indexes: `methodConfig[0].name`, and `["a.b"]` for keys that are not plain words.

use crate::{Language, Node, Span};
use std::fmt::Write;

#[derive(Debug, PartialEq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// Reads a path. `None` if it is malformed.
pub(crate) fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        let (step, after) = match rest.strip_prefix('[') {
            Some(inner) if inner.starts_with('"') => quoted(&inner[1..])?,
            Some(inner) => {
                let (digits, after) = inner.split_once(']')?;
                (Step::Index(digits.parse().ok()?), after)
            }
            None => {
                let word = if steps.is_empty() { rest } else { rest.strip_prefix('.')? };
                let end = word.find(['.', '[']).unwrap_or(word.len());
                (Step::Key(word.get(..end).filter(|word| !word.is_empty())?.to_owned()), &word[end..])
            }
        };
        steps.push(step);
        rest = after;
    }
    Some(steps)
}

/// A key after its opening quote, and what follows its bracket.
fn quoted(text: &str) -> Option<(Step, &str)> {
    let mut key = String::new();
    let mut chars = text.char_indices();
    loop {
        match chars.next()?.1 {
            '\\' => key.push(chars.next()?.1),
            '"' => break,
            other => key.push(other),
        }
    }
    Some((Step::Key(key), chars.as_str().strip_prefix(']')?))
}

/// Path of the deepest key or value at an offset below a root.
pub(crate) fn of(root: &Node, offset: u32, language: Language) -> Option<String> {
    let mut path = String::new();
    find(root, offset, language, &mut path).then_some(path)
}

fn find(node: &Node, offset: u32, language: Language, path: &mut String) -> bool {
    let len = path.len();
    if !node.is_alias() {
        for entry in node.entries().iter().filter(|entry| !entry.merged) {
            push_key(path, &entry.key);
            if holds(entry.key_span, offset) || descend(&entry.value, offset, language, path) {
                return true;
            }
            path.truncate(len);
        }
        for (index, item) in node.items().iter().enumerate() {
            let _ = write!(path, "[{index}]");
            if descend(item, offset, language, path) {
                return true;
            }
            path.truncate(len);
        }
    }
    holds(node.span, offset)
}

/// Tables of TOML can be continued anywhere, so that their spans bound nothing.
fn descend(node: &Node, offset: u32, language: Language, path: &mut String) -> bool {
    (language == Language::Toml || holds(node.span, offset)) && find(node, offset, language, path)
}

fn holds(span: Span, offset: u32) -> bool {
    span.start == offset || span.start < offset && offset < span.end
}

/// Appends a key to a path.
pub(crate) fn push_key(path: &mut String, key: &str) {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !key.is_empty() && key.bytes().all(is_word) {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(key);
        return;
    }
    path.push_str("[\"");
    for c in key.chars() {
        if matches!(c, '"' | '\\') {
            path.push('\\');
        }
        path.push(c);
    }
    path.push_str("\"]");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for keys in [&["a"][..], &["a", "b c", "d"], &["", "\"\\", "é.x"], &["0", "-"]] {
            let mut path = String::new();
            keys.iter().for_each(|key| push_key(&mut path, key));
            let steps = steps(&path).unwrap_or_else(|| panic!("{path}"));
            assert_eq!(steps, keys.iter().map(|key| Step::Key((*key).to_owned())).collect::<Vec<_>>());
        }
    }

    #[test]
    fn malformed_paths_lead_nowhere() {
        for path in ["a..b", "a[", "a[x]", "[0]x", "a.", ".a", "[\"a", "[\"a\"", "a[-1]"] {
            assert_eq!(steps(path), None, "{path}");
        }
    }
}
