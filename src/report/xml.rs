//! Escapes text for XML. Knows no vocabulary.

use super::encode;
use super::look::is_control;
use std::borrow::Cow;

/// For the inside of an attribute or of an element. What XML cannot hold at all is replaced.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    let code = |c: char| match c {
        '"' => Some("&#34;"),
        '\'' => Some("&#39;"),
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\t' => Some("&#x9;"),
        '\n' => Some("&#xA;"),
        '\r' => Some("&#xD;"),
        '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}"),
        _ => None,
    };
    match encode::replace(text, code) {
        escaped if escaped.contains(is_control) => Cow::Owned(referenced(&escaped)),
        escaped => escaped,
    }
}

/// Names what steers a terminal by its number, which XML reads as the character.
fn referenced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match is_control(c) {
            true => out += &format!("&#x{:X};", u32::from(c)),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_escaped() {
        assert_eq!(escape("pets/v1"), "pets/v1");
        assert_eq!(escape("a\"b' <c>&\t\n\u{1}é"), "a&#34;b&#39; &lt;c&gt;&amp;&#x9;&#xA;\u{fffd}é");
        assert_eq!(escape("\u{7f}\u{9b}\u{202e}"), "&#x7F;&#x9B;&#x202E;");
    }
}
