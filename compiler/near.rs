//! Known words that a mistyped one may have meant. Knows no words of its own. Every comparison is bounded, so that
//! it can be asked for whatever stands in a file; see [`nearest`].

/// Longest word that is looked for, in bytes. Nobody means a known word by a longer one.
const MAX_WORD: usize = 100;

/// Shortest word, in bytes, that may be the beginning of a known one.
const MIN_BEGINNING: usize = 3;

/// Shortest known word, in bytes, that a longer one may begin with, and how much longer that is at most.
const MIN_BEGUN: usize = 4;
const MAX_ENDING: usize = 3;

/// Maximum number of known words to compare, from the start.
const MAX_KNOWN: usize = 2_000;

/// The known word that a few slips of the keyboard, one for each three letters of the longer one, turn into this one, in whichever
/// case, or that goes on where this one ends, or ends shortly before this one does; of several that are equally near
/// the first.
///
/// Costs a bounded time: of the known words the first two thousand count, and those whose length differs by more
/// than the slips that are allowed are not compared.
pub fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    nearest_of(word, known.into_iter().map(|known| (known, ()))).map(|(known, ())| known)
}

/// [`nearest`] among words that stand for something.
pub fn nearest_of<'w, T>(word: &str, known: impl IntoIterator<Item = (&'w str, T)>) -> Option<(&'w str, T)> {
    if word.is_empty() || word.len() > MAX_WORD {
        return None;
    }
    let word = Word::new(word);
    let known = known.into_iter().take(MAX_KNOWN);
    let near = known.filter_map(|known| Some((word.slips(known.0)?, known)));
    near.min_by_key(|&(slips, _)| slips).map(|(_, nearest)| nearest)
}

/// All known words that the fewest slips turn into this one, in whichever case, and no more than `most`; in their order.
///
/// Costs a bounded time, as [`nearest`] does.
pub fn nearest_within<'w>(word: &str, known: impl IntoIterator<Item = &'w str>, most: usize) -> Vec<&'w str> {
    let mut nearest = Vec::new();
    let mut best = most;
    if word.is_empty() || word.len() > MAX_WORD {
        return nearest;
    }
    let word = Word::new(word);
    for known in known.into_iter().take(MAX_KNOWN).filter(|known| word.may_be_within(known, most)) {
        let slips = strsim::osa_distance(&word.text, &known.to_ascii_lowercase());
        if slips < best {
            nearest.clear();
        }
        if slips <= best {
            best = slips;
            nearest.push(known);
        }
    }
    nearest
}

/// A word that others are compared with.
struct Word {
    /// In lower case.
    text: String,
    letters: Letters,
}

impl Word {
    fn new(word: &str) -> Word {
        Word { text: word.to_ascii_lowercase(), letters: Letters::of(word) }
    }

    /// Returns the number of typos between a known word and this one; `None` if there are too many.
    fn slips(&self, known: &str) -> Option<usize> {
        let word = self.text.as_str();
        let most = (word.len().max(known.len()) / 3).max(1);
        let begins = word.len() >= MIN_BEGINNING && starts_with(known, word)
            || known.len() >= MIN_BEGUN && word.len() <= known.len() + MAX_ENDING && starts_with(word, known);
        let slips = match self.may_be_within(known, most) {
            true => strsim::osa_distance(word, &known.to_ascii_lowercase()),
            false => usize::MAX,
        };
        // A beginning is the weakest of hints.
        if begins { Some(slips.min(most)) } else { (slips <= most).then_some(slips) }
    }

    /// Returns false only if more slips than `most` lie between a known word and this one. Much cheaper than counting them.
    fn may_be_within(&self, known: &str, most: usize) -> bool {
        known.len().abs_diff(self.text.len()) <= most
            && (!known.is_ascii() || !self.text.is_ascii() || self.letters.distance(known) <= most)
    }
}

/// Number of times that each letter stands in a word. Some letters count as one, and so do both cases.
struct Letters([i16; 32]);

impl Letters {
    fn of(word: &str) -> Letters {
        let mut letters = Letters([0; 32]);
        for byte in word.bytes() {
            let count = &mut letters.0[usize::from(byte & 31)];
            *count = count.saturating_add(1);
        }
        letters
    }

    /// Least number of letters that only one of two words has: each of them takes a slip.
    fn distance(&self, known: &str) -> usize {
        let known = Letters::of(known);
        let (mut more, mut fewer) = (0_i32, 0_i32);
        for (a, b) in self.0.iter().zip(&known.0) {
            let difference = i32::from(*a) - i32::from(*b);
            more += difference.max(0);
            fewer -= difference.min(0);
        }
        more.max(fewer).unsigned_abs() as usize
    }
}

/// Returns whether a word starts with another one, in whichever case.
fn starts_with(word: &str, start: &str) -> bool {
    word.as_bytes().get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::{MAX_KNOWN, Word, nearest, nearest_within};

    #[test]
    fn only_a_near_word_is_proposed() {
        let known = ["MESSAGE_PASCAL_CASE", "ENUM_PASCAL_CASE", "LINT"];
        assert_eq!(nearest("MESAGE_PASCALCASE", known), Some("MESSAGE_PASCAL_CASE"));
        assert_eq!(nearest("lnit", known), Some("LINT"));
        assert_eq!(nearest("SPELLING", known), None);
        assert_eq!(nearest("Boat", ["bool"]), None);
        assert_eq!(nearest("int", ["int32", "uint32"]), Some("int32"));
        assert_eq!(nearest("boolean", ["double", "bool"]), Some("bool"));
        assert_eq!(nearest("OrderLine", ["Order"]), None);
        assert_eq!(nearest("edition_invented", ["edition_introduced"]), Some("edition_introduced"));
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"X".repeat(1 << 20), known), None);
    }

    #[test]
    fn counting_letters_hides_no_near_word() {
        let words = [
            "abc",
            "acb",
            "ABE",
            "a_b",
            "abcd",
            "field_behavior",
            "filed_behaviour",
            "x",
            "bcda",
            "rot",
            "r\u{f6}t",
        ];
        for (word, known) in words.iter().flat_map(|word| words.iter().map(move |known| (word, known))) {
            let slips = strsim::osa_distance(&word.to_ascii_lowercase(), &known.to_ascii_lowercase());
            let most = slips.max(word.len().abs_diff(known.len()));
            assert!(Word::new(word).may_be_within(known, most), "{word} {known}");
        }
        assert!(!Word::new("field_behavior").may_be_within("resource_types", 4));
    }

    #[test]
    fn words_that_are_equally_near_are_all_proposed() {
        let known = ["GetCat", "GetBat", "GetCart", "ListCats"];
        assert_eq!(nearest_within("GetRat", known, 2), ["GetCat", "GetBat"]);
        assert_eq!(nearest_within("getcat", known, 2), ["GetCat"]);
        assert!(nearest_within("PutDog", known, 2).is_empty());
    }

    #[test]
    fn many_known_words_cost_no_more_than_some() {
        let many = std::iter::repeat_n("SPELLING", usize::MAX);
        assert_eq!(nearest("LNIT", many.take(MAX_KNOWN).chain(["LINT"])), None);
        assert_eq!(nearest("SPELING", std::iter::repeat("SPELLING")), Some("SPELLING"));
    }
}
