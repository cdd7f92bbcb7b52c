//! Names taken apart into words and put together again, as the AIPs spell them. A digit never begins a word, unlike in
//! [`crate::casing`].

/// `foo_bar`, from any spelling: a word begins at a capital after a lower-case letter, and at the last of a run of
/// capitals if a lower-case letter follows. `-`, `_` and blanks in a row become one `_`.
pub(crate) fn snake(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous = None;
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        if is_delimiter(c) {
            if !out.ends_with('_') {
                out.push('_');
            }
        } else {
            let ends_run = rest.peek().is_some_and(char::is_ascii_lowercase);
            let begins_word = c.is_ascii_uppercase()
                && previous
                    .is_some_and(|p: char| p.is_ascii_lowercase() || p.is_ascii_uppercase() && ends_run);
            if begins_word {
                out.push('_');
            }
            out.push(c.to_ascii_lowercase());
        }
        previous = Some(c);
    }
    out
}

/// `FooBar`, from any spelling: of a run of capitals only the first of each word stays one.
pub(crate) fn upper_camel(name: &str) -> String {
    camel(name, char::to_ascii_uppercase as fn(&char) -> char)
}

/// `fooBar`, from any spelling.
pub(crate) fn lower_camel(name: &str) -> String {
    camel(name, char::to_ascii_lowercase)
}

fn camel(name: &str, first: impl Fn(&char) -> char) -> String {
    let mut out = String::with_capacity(name.len());
    let mut previous: Option<char> = None;
    let mut rest = name.chars().peekable();
    while let Some(c) = rest.next() {
        let is_kept = match previous {
            Some(p) if p.is_ascii_uppercase() => rest.peek().is_some_and(char::is_ascii_lowercase),
            Some(p) => p.is_ascii_alphanumeric(),
            None => true,
        };
        match c {
            _ if is_delimiter(c) => {}
            _ if previous.is_none() => out.push(first(&c)),
            _ if previous.is_some_and(is_delimiter) => out.push(c.to_ascii_uppercase()),
            _ if c.is_ascii_uppercase() && !is_kept => out.push(c.to_ascii_lowercase()),
            _ => out.push(c),
        }
        previous = Some(c);
    }
    out
}

/// Type of a resource as it should be: letters and digits, the first letter and those after other characters raised.
pub(crate) fn resource_upper_camel(name: &str) -> String {
    resource_camel(name, |c| c.to_ascii_uppercase())
}

/// Singular or plural of a resource as it should be: the same with the first letter lowered.
pub(crate) fn resource_lower_camel(name: &str) -> String {
    resource_camel(name, |c| c.to_ascii_lowercase())
}

fn resource_camel(name: &str, first: fn(char) -> char) -> String {
    let mut out = String::with_capacity(name.len());
    let mut previous = None;
    for c in name.chars() {
        match previous {
            _ if !c.is_ascii_alphanumeric() => {}
            None => out.push(first(c)),
            Some('-' | '_' | '.' | ' ') => out.push(c.to_ascii_uppercase()),
            Some(_) => out.push(c),
        }
        previous = Some(c);
    }
    out
}

fn is_delimiter(c: char) -> bool {
    matches!(c, '_' | '-') || c.is_whitespace()
}

/// Words between which a name should be split, or which it should do without.
pub(crate) fn is_preposition(word: &str) -> bool {
    const PREPOSITIONS: &[&str] = &[
        "after",
        "at",
        "before",
        "between",
        "but",
        "by",
        "except",
        "for",
        "from",
        "in",
        "including",
        "into",
        "of",
        "over",
        "since",
        "to",
        "toward",
        "under",
        "upon",
        "with",
        "within",
        "without",
    ];
    PREPOSITIONS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_all_spellings() {
        for (name, snake_case, upper, lower) in [
            ("rig2Height", "rig2height", "Rig2Height", "rig2Height"),
            ("HTTPServer", "http_server", "HttpServer", "httpServer"),
            ("ATime", "a_time", "ATime", "aTime"),
            ("IPv6Route", "i_pv6route", "IPv6Route", "iPv6Route"),
            ("TIER_7_BERTHS", "tier_7_berths", "Tier7Berths", "tier7Berths"),
            ("x__y", "x_y", "XY", "xY"),
            ("_lead", "_lead", "Lead", "Lead"),
            ("trail_", "trail_", "Trail", "trail"),
            ("A.B", "a.b", "A.b", "a.b"),
            ("9foo", "9foo", "9foo", "9foo"),
            ("", "", "", ""),
        ] {
            assert_eq!(snake(name), snake_case, "snake of {name}");
            assert_eq!(upper_camel(name), upper, "upper camel of {name}");
            assert_eq!(lower_camel(name), lower, "lower camel of {name}");
        }
    }

    #[test]
    fn types_of_resources() {
        for (name, upper, lower) in [
            ("HTTPServer", "HTTPServer", "hTTPServer"),
            ("cargo_hold", "CargoHold", "cargoHold"),
            ("A.B", "AB", "aB"),
            ("TIER_7", "TIER7", "tIER7"),
            ("a_*b", "Ab", "ab"),
            ("*Foo", "Foo", "Foo"),
        ] {
            assert_eq!(resource_upper_camel(name), upper, "of {name}");
            assert_eq!(resource_lower_camel(name), lower, "of {name}");
        }
    }
}
