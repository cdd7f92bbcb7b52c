//! Names in the spellings that style guides require. The algorithms agree with buf's, so the same names pass.

use std::borrow::Cow;

/// `FooBar`, from any spelling. Drops delimiters, and capitalizes the first letter and each letter that follows a
/// delimiter. Other letters stay unchanged.
pub(crate) fn pascal(name: &str) -> Cow<'_, str> {
    if name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(is_delimiter) {
        return Cow::Borrowed(name);
    }
    let mut out = String::with_capacity(name.len());
    let mut upper = true;
    for c in name.chars() {
        if is_delimiter(c) {
            upper = true;
        } else {
            out.push(if upper { c.to_ascii_uppercase() } else { c });
            upper = false;
        }
    }
    Cow::Owned(out)
}

/// `fooBar`, from any spelling.
pub(crate) fn lower_camel(name: &str) -> String {
    let name = pascal(name);
    // A leading initialism is one word: `HTTPGet` is `httpGet`.
    let upper = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let head = if upper > 1 && upper < name.len() { upper - 1 } else { upper };
    format!("{}{}", name[..head].to_ascii_lowercase(), &name[head..])
}

/// `foo_bar`, from any spelling.
pub(crate) fn lower_snake(name: &str) -> Cow<'_, str> {
    if is_snake(name, |b| b.is_ascii_lowercase()) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(snake(name).to_lowercase())
}

/// `FOO_BAR`, from any spelling.
pub(crate) fn upper_snake(name: &str) -> Cow<'_, str> {
    if is_snake(name, |b| b.is_ascii_uppercase()) {
        return Cow::Borrowed(name);
    }
    Cow::Owned(snake(name).to_uppercase())
}

/// Returns whether a name consists of such letters and digits, with single underscores between words. Nearly all
/// names of a schema do, and need no copy.
fn is_snake(name: &str, is_letter: fn(u8) -> bool) -> bool {
    let mut previous = b'_';
    for b in name.bytes() {
        let is_legal = match b {
            b'_' => previous != b'_',
            _ => is_letter(b) || b.is_ascii_digit(),
        };
        if !is_legal {
            return false;
        }
        previous = b;
    }
    previous != b'_'
}

/// Words joined by single underscores, with letters unchanged. A word starts at a delimiter, at an upper-case letter
/// after a lower-case one, and at the last of a run of upper-case letters if a lower-case one follows (`XMLHttp` is
/// `XML_Http`). A digit starts no word. Letters beyond ASCII, which only file names have, can be upper case but do not
/// count as lower case, as in buf.
fn snake(name: &str) -> String {
    let name = name.trim_matches(is_delimiter);
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous = None;
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        if is_delimiter(c) {
            if !out.ends_with('_') {
                out.push('_');
            }
        } else {
            let after_lower = previous.is_some_and(|p: char| p.is_ascii_lowercase());
            let ends_run =
                next.is_some_and(|n| n.is_ascii_lowercase()) && previous.is_some_and(|p| !is_delimiter(p));
            if c.is_uppercase() && (after_lower || ends_run) && !out.ends_with('_') {
                out.push('_');
            }
            out.push(c);
        }
        previous = Some(c);
    }
    out
}

/// Message for a declaration that is not named as it should be.
pub(crate) fn misnamed(kind: &str, name: &str, wanted: &str) -> String {
    // Nothing that a schema accepts is left of some names: `_`, `_1`.
    if wanted.split('.').all(is_identifier) {
        format!("{kind} `{name}` should be named `{wanted}`")
    } else {
        format!("{kind} `{name}` should have a name that starts with a letter")
    }
}

/// Returns whether a schema accepts the name.
pub(crate) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn is_delimiter(c: char) -> bool {
    matches!(c, '_' | '-' | '.') || c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case() {
        let cases = [
            ("FOOBar", "foo_bar"),
            ("HTTPServer", "http_server"),
            ("v1Beta", "v1_beta"),
            ("Foo1Bar", "foo1_bar"),
            ("A1B2", "a1b2"),
            ("ab1C", "ab1c"),
            ("FooV1", "foo_v1"),
            ("ABc", "a_bc"),
            ("XMLHttpRequest", "xml_http_request"),
            ("_foo", "foo"),
            ("foo__bar", "foo_bar"),
            ("foo_1", "foo_1"),
            ("foo1", "foo1"),
            ("caféBar", "café_bar"),
            ("ÉÉa", "é_éa"),
            ("ÉéB", "ééb"),
        ];
        for (name, wanted) in cases {
            assert_eq!(lower_snake(name), wanted, "of {name}");
            assert_eq!(upper_snake(name), wanted.to_uppercase(), "of {name}");
            assert_eq!(lower_snake(wanted), wanted, "as it is");
        }
    }

    #[test]
    fn only_legal_names_are_proposed() {
        let of = |name| misnamed("field", name, &lower_snake(name));
        assert_eq!(of("petAge"), "field `petAge` should be named `pet_age`");
        assert_eq!(of("_1"), "field `_1` should have a name that starts with a letter");
        assert_eq!(of("_"), "field `_` should have a name that starts with a letter");
    }

    #[test]
    fn pascal_case() {
        let cases = [
            ("FOO_BAR", "FOOBAR"),
            ("A_B_C", "ABC"),
            ("foo_1_bar", "Foo1Bar"),
            ("v1Beta", "V1Beta"),
            ("FOOBar", "FOOBar"),
            ("F", "F"),
        ];
        for (name, wanted) in cases {
            assert_eq!(pascal(name), wanted, "of {name}");
        }
    }
}
