//! Names in the spellings that style guides ask for. The algorithms agree with buf's, so that the
//! same names pass.

use std::borrow::Cow;

/// `FooBar`, from any spelling. Delimiters go; a letter that begins the name or follows a delimiter
/// becomes upper case; all others stay as they are.
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

/// Words of such letters and of digits, joined by single underscores: nearly all names of a schema
/// are, and need no copy.
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

/// Words joined by single underscores, letters as they were. A word begins at a delimiter, at an
/// upper-case letter after a lower-case one, and at the last of a run of upper-case letters when a
/// lower-case one follows (`XMLHttp` is `XML_Http`). Digits begin no word. Letters beyond ASCII, which
/// only file names have, can be upper case, but do not count as lower case: so it is in buf.
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

/// What to do about a name that is not spelled as it should be.
pub(crate) fn advice(wanted: &str) -> String {
    // Of some names nothing is left that a schema would take: `_`, `_1`.
    if wanted.split('.').all(is_identifier) {
        format!("call it `{wanted}`")
    } else {
        "choose a name that begins with a letter".to_owned()
    }
}

/// A name that a schema can give to something.
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
    fn advice_is_a_legal_name() {
        assert_eq!(advice(&lower_snake("petAge")), "call it `pet_age`");
        assert_eq!(advice(&lower_snake("_1")), "choose a name that begins with a letter");
        assert_eq!(advice(&lower_snake("_")), "choose a name that begins with a letter");
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
