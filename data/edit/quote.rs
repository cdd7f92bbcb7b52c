//! Texts in the notation of each language.

use crate::{Kind, Language, Style, scalar};
use std::fmt::Write;

/// A text in quotes of a style, or in double quotes if these cannot hold it.
pub(super) fn quoted(style: Style, language: Language, text: &str) -> String {
    let has_control = text.chars().any(char::is_control);
    match (style, language) {
        (Style::SingleQuoted, Language::Yaml) if !has_control => format!("'{}'", text.replace('\'', "''")),
        (Style::SingleQuoted, Language::Toml) if !has_control && !text.contains('\'') => format!("'{text}'"),
        _ => format!("\"{}\"", escaped(text)),
    }
}

/// The inside of double quotes, which all three languages read alike.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || c == '\u{feff}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// A text without quotes if YAML reads it as that text, or as a value of the same type as before.
pub(super) fn plain(text: &str, in_flow: bool, keeps_kind: bool) -> String {
    let is_text = scalar::kind(text) == Kind::Text && scalar::flag(text).is_none();
    if is_plain(text, in_flow) && (is_text || keeps_kind) {
        return text.to_owned();
    }
    format!("\"{}\"", escaped(text))
}

fn is_plain(text: &str, in_flow: bool) -> bool {
    let begins = |c: char| !c.is_whitespace() && !"-?:,[]{}#&*!|>'\"%@`".contains(c);
    let is_number = matches!(scalar::kind(text), Kind::Integer | Kind::Float);
    (text.starts_with(begins) || is_number)
        && !text.ends_with(|c: char| c.is_whitespace() || c == ':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(|c| c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}'))
        && !(in_flow && text.contains([',', '[', ']', '{', '}']))
}

/// A key in the notation of another one.
pub(super) fn key(key: &str, model: &str, language: Language) -> String {
    let is_word =
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    match (language, model.as_bytes().first()) {
        (Language::Json | Language::JsonWithComments, _) | (_, Some(b'"')) => format!("\"{}\"", escaped(key)),
        (_, Some(b'\'')) => quoted(Style::SingleQuoted, language, key),
        (Language::Yaml, _) => plain(key, true, false),
        (Language::Toml, _) if is_word => key.to_owned(),
        (Language::Toml, _) => format!("\"{}\"", escaped(key)),
    }
}
