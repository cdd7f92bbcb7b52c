//! Words in the strings of options: field masks, HTTP paths, expressions and patterns name fields and types
//! in languages of their own. Knows none of these, only words.

use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Form of a name in a string.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Spoken {
    /// One of several words.
    Word,
    /// The whole string.
    Whole,
    /// With dots in it, at the start of a dotted name, or any two parts of one.
    Dotted,
}

/// A name in a string, as one number. Two that are the same by chance cost a rename that is not offered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Word(u64);

pub(super) fn word(spoken: Spoken, text: &str) -> Word {
    let mut hasher = FxHasher::default();
    hasher.write_u8(spoken as u8);
    hasher.write(text.as_bytes());
    Word(hasher.finish())
}

/// Adds every name that a string may have in it.
pub(super) fn add_words(string: &str, out: &mut Vec<Word>) {
    out.push(word(Spoken::Whole, string));
    let mut before = None;
    let mut rest = string;
    loop {
        let start = rest.find(is_of_name).unwrap_or(rest.len());
        before = rest[..start].chars().last().or(before);
        rest = &rest[start..];
        let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        if end == 0 {
            return;
        }
        dotted_name(&rest[..end], before == Some('/'), out);
        before = None;
        rest = &rest[end..];
    }
}

/// After a `/`, as in the URL of a type, one part is a full name.
fn dotted_name(name: &str, after_slash: bool, out: &mut Vec<Word>) {
    let name = name.trim_matches('.');
    out.extend(name.split('.').map(|part| word(Spoken::Word, part)));
    let dots: Vec<usize> = name.match_indices('.').map(|(at, _)| at).collect();
    if dots.is_empty() && !after_slash {
        return;
    }
    let ends = dots.iter().copied().chain([name.len()]);
    out.extend(ends.clone().map(|end| word(Spoken::Dotted, &name[..end])));
    // The first two parts are among those.
    let pairs = dots.iter().zip(ends.skip(2));
    out.extend(pairs.map(|(&dot, end)| word(Spoken::Dotted, &name[dot + 1..end])));
}

/// Every name without dots in a text as it is written. Behind a `\\` it may begin with the next letter.
pub(super) fn names_in(text: &str) -> impl Iterator<Item = &str> {
    let escaped = text.split('\\').skip(1).filter_map(|part| part.get(1..));
    [text].into_iter().chain(escaped).flat_map(|part| {
        let names = part.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        names.filter(|name| !name.is_empty())
    })
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '.'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_strings() {
        let mut words = Vec::new();
        add_words("/v1/{berth.ship_id=docks/*}: .harbor.Ship.Size.BIG or x.googleapis.com/Ship", &mut words);
        let has = |spoken, text| words.contains(&word(spoken, text));
        for text in ["v1", "berth", "ship_id", "docks", "harbor", "BIG"] {
            assert!(has(Spoken::Word, text), "{text}");
        }
        for text in ["berth.ship_id", "harbor", "harbor.Ship", "harbor.Ship.Size", "Size.BIG", "Ship"] {
            assert!(has(Spoken::Dotted, text), "{text}");
        }
        assert!(!has(Spoken::Dotted, "BIG") && !has(Spoken::Dotted, "docks.docks"));
        assert!(!has(Spoken::Word, "ship") && !has(Spoken::Whole, "berth"));
        add_words("Ship", &mut words);
        assert!(words.contains(&word(Spoken::Whole, "Ship")));
    }
}
