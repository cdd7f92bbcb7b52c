//! Singular and plural of English words. The only door to the crate `pluralizer`.

/// Words that the crate takes for plurals of others.
const UNCOUNTABLE: &[&str] = &["sms"];

/// `ships` of `ship`; capitals are kept.
pub(crate) fn plural(word: &str) -> String {
    inflected(word, 2)
}

/// `ship` of `ships`; capitals are kept.
pub(crate) fn singular(word: &str) -> String {
    inflected(word, 1)
}

/// Plural of a word that may be one already.
pub(crate) fn plural_of(word: &str) -> String {
    plural(&singular(word))
}

/// Returns whether a word is a plural; uncountable ones are.
pub(crate) fn is_plural(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    plural(&word) == word
}

fn inflected(word: &str, count: isize) -> String {
    if UNCOUNTABLE.iter().any(|known| known.eq_ignore_ascii_case(word)) {
        return word.to_owned();
    }
    let inflected = pluralizer::pluralize(word, count, false);
    // The crate forgets the capital of words that are in its list of irregular ones.
    match (word.chars().next(), inflected.chars().next()) {
        (Some(was), Some(is)) if was.is_ascii_uppercase() && is.is_ascii_lowercase() => {
            is.to_ascii_uppercase().to_string() + &inflected[1..]
        }
        _ => inflected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_words() {
        for (one, many) in [
            ("ship", "ships"),
            ("berth", "berths"),
            ("Quay", "Quays"),
            ("ferry", "ferries"),
            ("schema", "schemata"),
            ("Schema", "Schemata"),
        ] {
            assert_eq!(plural(one), many);
            assert_eq!(singular(many), one);
            assert_eq!((is_plural(one), is_plural(many)), (false, true), "{one}");
            assert_eq!(plural_of(many), many);
        }
        assert!(is_plural("metadata") && is_plural("sms") && !is_plural("status"));
    }
}
