//! Promises of formatting for any text, checked without the formatter's own judge. Shared with the fuzz
//! target.

use protune_compiler::syntax::{TokenKind, Tree, parse};
use protune_engine::fmt::{self, Style};

/// Number of styles: two for each choice, and four for each number.
pub(crate) const STYLES: usize = 1 << 9;

/// One of them; the first is buf's.
pub(crate) fn style(number: usize) -> Style {
    let has = |bit: usize| number >> bit & 1 == 1;
    let groups = ["google/protobuf/", "google/"].map(str::to_owned).to_vec();
    Style {
        tabs: has(0),
        align_fields: has(1),
        blank_lines: has(2),
        inline_options: has(3),
        import_groups: if has(4) { groups } else { Vec::new() },
        line_width: [None, Some(40), Some(80), Some(1)][number >> 5 & 3],
        indent_width: [2, 4, 8, 0][number >> 7 & 3],
    }
}

/// Formats a text that has no syntax errors in a style, and holds the result against it.
pub(crate) fn format_holds(text: &str, style: &Style) {
    let before = parse(text);
    if !before.errors().is_empty() {
        return;
    }
    let new = match fmt::format(&before, style) {
        Ok(new) => new,
        Err(damage) => panic!("{}, with {style:?}:\n{text}", damage.describe()),
    };
    assert_eq!(fmt::is_formatted(&before, style), new == text, "with {style:?}:\n{text}\n{new}");
    let after = says_the_same(&before, &new);
    assert!(fmt::is_formatted(&after, style), "twice is not once, with {style:?}:\n{text}\n{new}");
    let in_place = fmt::format_part(&before, style, |_, new| new.to_owned());
    match in_place {
        Ok(new) => drop(says_the_same(&before, &new)),
        Err(damage) => panic!("{}, in place, with {style:?}:\n{text}", damage.describe()),
    }
}

/// The words of a text and of its comments are all there still, if not in their order.
fn says_the_same(before: &Tree, new: &str) -> Tree {
    let after = parse(new);
    assert_eq!(after.errors(), [], "{new}");
    assert_eq!(words(before), words(&after), "{}\n{new}", before.text());
    assert_eq!(letters(before), letters(&after), "{}\n{new}", before.text());
    assert!(new.is_empty() || new.ends_with('\n') && !new.ends_with("\n\n"), "{new:?} ends badly");
    assert!(
        new.lines().all(|line| !line.ends_with([' ', '\t', '\r'])),
        "{new:?} has space at the end of a line"
    );
    after
}

/// The tokens that no layout adds or drops, sorted.
fn words(tree: &Tree) -> Vec<&str> {
    use TokenKind as T;
    let is_word = |kind: T| matches!(kind, T::Ident | T::Int | T::Float | T::String | T::Minus | T::Equals);
    let mut words: Vec<&str> = of_kind(tree, is_word).collect();
    words.sort_unstable();
    words
}

/// All that is written in comments, without slashes, stars and spaces, sorted.
fn letters(tree: &Tree) -> Vec<char> {
    let is_comment = |kind: TokenKind| matches!(kind, TokenKind::LineComment | TokenKind::BlockComment);
    let is_letter = |c: &char| !c.is_whitespace() && !matches!(c, '/' | '*');
    let mut letters: Vec<char> = of_kind(tree, is_comment).flat_map(str::chars).filter(is_letter).collect();
    letters.sort_unstable();
    letters
}

fn of_kind(tree: &Tree, wanted: impl Fn(TokenKind) -> bool) -> impl Iterator<Item = &str> {
    let tokens = tree.tokens().iter().enumerate();
    tokens.filter(move |(_, token)| wanted(token.kind())).map(|(at, _)| tree.token_text(at as u32))
}
