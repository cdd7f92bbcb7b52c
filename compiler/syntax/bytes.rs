//! Files that are not UTF-8. Comments and strings may hold any bytes, as for protoc: the tree keeps the bytes beside its
//! text, in which another character stands for each byte that is not UTF-8, so that all offsets agree.

use super::{TokenKind, Tree, parse};
use crate::text::Span;

/// Parses the bytes of a file, UTF-8 or not, into a tree that holds all of them.
///
/// ```
/// use protune_compiler::syntax::parse_bytes;
///
/// let tree = parse_bytes(b"// caf\xE9\nmessage Cat {}".to_vec());
/// assert_eq!(tree.text(), "// caf?\nmessage Cat {}");
/// assert_eq!(tree.stray_byte(), None);
/// ```
///
/// # Panics
/// If there are more than [`MAX_LEN`](crate::text::MAX_LEN) bytes.
pub fn parse_bytes(bytes: Vec<u8>) -> Tree {
    match String::from_utf8(bytes) {
        Ok(text) => parse(text),
        Err(error) => parse(replace_invalid(error.as_bytes())).with_bytes(error.into_bytes().into()),
    }
}

/// Text of the same length, with `?` in place of each byte that is not UTF-8. Behind a backslash it is `$`, with which no
/// escape sequence begins.
pub fn replace_invalid(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for _ in chunk.invalid() {
            text.push(if text.ends_with('\\') { '$' } else { '?' });
        }
    }
    text
}

/// The first byte sequence that is not UTF-8.
pub fn first_invalid(bytes: &[u8]) -> Option<(Span, u8)> {
    invalid(bytes).next()
}

/// Spans of what is not UTF-8, each with its first byte.
fn invalid(bytes: &[u8]) -> impl Iterator<Item = (Span, u8)> {
    let mut end = 0;
    bytes.utf8_chunks().filter_map(move |chunk| {
        let start = end + chunk.valid().len();
        end = start + chunk.invalid().len();
        Some((Span::new(start as u32, end as u32), *chunk.invalid().first()?))
    })
}

impl Tree {
    /// The first byte that is not UTF-8 and stands where the language allows none: outside comments and strings.
    pub fn stray_byte(&self) -> Option<(Span, u8)> {
        if self.is_utf8() {
            return None;
        }
        invalid(self.bytes()).find(|(span, _)| !self.may_hold_any_byte(span.start))
    }

    fn may_hold_any_byte(&self, at: u32) -> bool {
        let token = self.tokens().partition_point(|token| token.start() <= at) - 1;
        use TokenKind::{BlockComment, LineComment, String};
        matches!(self.tokens()[token].kind(), LineComment | BlockComment | String)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::literals::string_bytes;
    use crate::syntax::{ImportStatement, leading_comment};

    #[test]
    fn invalid_bytes_move_nothing() {
        assert_eq!(replace_invalid(b"a \xFF\xE4\xB8 b"), "a ??? b");
        assert_eq!(first_invalid(b"a \xFF\xE4\xB8 b"), Some((Span::new(2, 3), 0xFF)));
        assert_eq!(replace_invalid(b"ab\xE4"), "ab?");
        assert_eq!(replace_invalid(b"'\\\xE4\xE4'"), "'\\$?'");
    }

    #[test]
    fn comments_and_strings_keep_their_bytes() {
        let tree = parse_bytes(b"// caf\xE9\nimport 'caf\xE9\\xE9';".to_vec());
        assert!(!tree.is_utf8() && tree.stray_byte().is_none());
        let import = tree.root().children().find_map(ImportStatement::cast).expect("an import");
        let path = import.file().expect("a name");
        assert_eq!(string_bytes(path), b"caf\xE9\xE9");
        assert_eq!(leading_comment(tree.root().children().next().expect("a statement")), " caf\u{FFFD}\n");
    }

    #[test]
    fn bytes_elsewhere_are_stray() {
        let stray =
            |bytes: &[u8]| parse_bytes(bytes.to_vec()).stray_byte().map(|(span, byte)| (span.start, byte));
        assert_eq!(stray(b"/* \xE9 */ message Caf\xE9 {}"), Some((19, 0xE9)));
        assert_eq!(stray("import '\u{e9}';".as_bytes()), None);
    }
}
