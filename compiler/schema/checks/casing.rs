//! Spellings that the language itself asks about. Judges nothing.

/// Returns the name that code generators may derive from an enum value: without the enum's name, in another case.
pub(in crate::schema) fn value_in_code(of_enum: &str, value: &str) -> String {
    pascal_value(without_prefix(of_enum, value))
}

/// The name of an enum value without that of its enum before it, in whatever spelling; as it is when
/// nothing would be left.
pub(super) fn without_prefix<'v>(of_enum: &str, value: &'v str) -> &'v str {
    let mut prefix = of_enum.bytes().filter(|&b| b != b'_').map(|b| b.to_ascii_lowercase()).peekable();
    let bytes = value.as_bytes();
    let mut at = 0;
    while at < bytes.len() && prefix.peek().is_some() {
        if bytes[at] != b'_' && prefix.next() != Some(bytes[at].to_ascii_lowercase()) {
            return value;
        }
        at += 1;
    }
    let rest = value[at..].trim_start_matches('_');
    if prefix.peek().is_some() || rest.is_empty() { value } else { rest }
}

/// `FOO_BAR` gives `FooBar`.
pub(super) fn pascal_value(name: &str) -> String {
    let mut upper = true;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else {
            out.push(if upper { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() });
            upper = false;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_enum_goes() {
        assert_eq!(without_prefix("FooBar", "FOO_BAR_BAZ"), "BAZ");
        assert_eq!(without_prefix("FooBar", "FOOBAR_BAZ"), "BAZ");
        assert_eq!(without_prefix("FooBar", "FOO_BAR"), "FOO_BAR");
        assert_eq!(without_prefix("FooBar", "FOO"), "FOO");
        assert_eq!(pascal_value("FOO_bAR"), "FooBar");
    }
}
