//! Prepositions in names.

use crate::casing;

/// The usual ones, which count unless others are set.
const USUAL: &[&str] = &[
    "about",
    "against",
    "among",
    "at",
    "by",
    "concerning",
    "despite",
    "during",
    "for",
    "from",
    "in",
    "including",
    "into",
    "of",
    "on",
    "throughout",
    "to",
    "towards",
    "until",
    "upon",
    "with",
];

/// Prepositions that names should not have.
pub(super) struct Prepositions<'s> {
    /// In place of the usual ones, unless empty.
    pub(super) words: &'s [String],
    /// Parts of names that may have them.
    pub(super) allowed: &'s [String],
}

impl Prepositions<'_> {
    /// Prepositions among the words of a name, in lower case and in their order.
    pub(super) fn in_name(&self, name: &str) -> Vec<String> {
        let rest = self.allowed.iter().fold(name.to_owned(), |rest, part| rest.replace(&**part, ""));
        let words = casing::lower_snake(&rest);
        words.split('_').filter(|word| self.is_one(word)).map(str::to_owned).collect()
    }

    fn is_one(&self, word: &str) -> bool {
        match self.words {
            [] => USUAL.contains(&word),
            words => words.iter().any(|one| one.eq_ignore_ascii_case(word)),
        }
    }
}
