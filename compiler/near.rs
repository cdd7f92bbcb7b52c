//! What a mistyped word may have meant. Knows no words of its own.

/// In bytes. Nobody meant a known word by a longer one, and comparing takes long.
const MAX_WORD: usize = 100;

/// The known word that a few slips of the keyboard, one for each three letters, turn into this one,
/// in whichever case.
pub fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let distances = known.into_iter().map(|known| (distance(word, known), known));
    let (distance, nearest) = distances.min_by_key(|&(distance, _)| distance)?;
    (distance <= word.len().div_ceil(3)).then_some(nearest)
}

fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(&a.to_ascii_lowercase(), &b.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn only_a_near_word_is_proposed() {
        let known = ["MESSAGE_PASCAL_CASE", "ENUM_PASCAL_CASE", "LINT"];
        assert_eq!(nearest("MESAGE_PASCALCASE", known), Some("MESSAGE_PASCAL_CASE"));
        assert_eq!(nearest("lnit", known), Some("LINT"));
        assert_eq!(nearest("SPELLING", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"X".repeat(1 << 20), known), None);
    }
}
