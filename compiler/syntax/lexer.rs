//! Text to tokens. Every byte belongs to exactly one token, spaces and comments included; what is
//! not legal becomes a token as well, beside an error. Knows no keywords: they are names elsewhere.

use super::problem::SyntaxProblem;
use crate::problem::{TextError, TextErrors};
use crate::scratch;
use crate::text::{MAX_LEN, Span};
use std::cell::Cell;
use std::fmt;

/// Kind of a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum TokenKind {
    /// Spaces, tabs, newlines.
    Space,
    /// `// text`, without the newline.
    LineComment,
    /// `/* text */`
    BlockComment,
    /// The byte order mark that may open a file.
    Bom,
    /// A name or a keyword.
    Ident,
    /// An integer: decimal, octal or hexadecimal.
    Int,
    /// A number with a fraction or an exponent.
    Float,
    /// A string in quotes.
    String,
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `=`
    Equals,
    /// `:`
    Colon,
    /// `/`
    Slash,
    /// `-`
    Minus,
    /// `+`
    Plus,
    /// `{`
    LBrace,
    /// `}`
    RBrace,
    /// `[`
    LBracket,
    /// `]`
    RBracket,
    /// `(`
    LParen,
    /// `)`
    RParen,
    /// `<`
    LAngle,
    /// `>`
    RAngle,
    /// A character that no schema may hold outside strings and comments.
    Unknown,
    /// The end of the text; empty, and always the last token.
    Eof,
}

impl TokenKind {
    /// Carries no meaning: the parser never sees it, the formatter does.
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::Space | Self::LineComment | Self::BlockComment | Self::Bom)
    }

    /// Returns the name of the kind in messages.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Space => "a space",
            Self::LineComment | Self::BlockComment => "a comment",
            Self::Bom => "a byte order mark",
            Self::Ident => "a name",
            Self::Int => "an integer",
            Self::Float => "a number",
            Self::String => "a string",
            Self::Semicolon => "`;`",
            Self::Comma => "`,`",
            Self::Dot => "`.`",
            Self::Equals => "`=`",
            Self::Colon => "`:`",
            Self::Slash => "`/`",
            Self::Minus => "`-`",
            Self::Plus => "`+`",
            Self::LBrace => "`{`",
            Self::RBrace => "`}`",
            Self::LBracket => "`[`",
            Self::RBracket => "`]`",
            Self::LParen => "`(`",
            Self::RParen => "`)`",
            Self::LAngle => "`<`",
            Self::RAngle => "`>`",
            Self::Unknown => "an illegal character",
            Self::Eof => "the end of the file",
        }
    }
}

/// One token; it ends where the next one starts. Start and kind share a number: tokens are a third of what a schema keeps in
/// memory.
#[derive(Clone, Copy)]
pub struct Token(u32);

impl Token {
    fn new(start: usize, kind: TokenKind) -> Token {
        debug_assert!(start <= MAX_LEN);
        Token((start as u32) << KIND_BITS | kind as u32)
    }

    /// Start in the text.
    #[inline]
    pub fn start(self) -> u32 {
        self.0 >> KIND_BITS
    }

    /// Kind of token.
    #[inline]
    pub fn kind(self) -> TokenKind {
        KINDS[(self.0 & ((1 << KIND_BITS) - 1)) as usize]
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("start", &self.start()).field("kind", &self.kind()).finish()
    }
}

/// Number of bits that kinds take.
const KIND_BITS: u32 = 5;

const _: () =
    assert!(MAX_LEN <= (u32::MAX >> KIND_BITS) as usize, "the end of each text has a place in a token");

/// The kinds by their numbers, and nothing in the other places.
const KINDS: [TokenKind; 1 << KIND_BITS] = {
    use TokenKind::*;
    let kinds = [
        Space,
        LineComment,
        BlockComment,
        Bom,
        Ident,
        Int,
        Float,
        String,
        Semicolon,
        Comma,
        Dot,
        Equals,
        Colon,
        Slash,
        Minus,
        Plus,
        LBrace,
        RBrace,
        LBracket,
        RBracket,
        LParen,
        RParen,
        LAngle,
        RAngle,
        Unknown,
        Eof,
    ];
    let mut all = [Unknown; 1 << KIND_BITS];
    let mut at = 0;
    while at < kinds.len() {
        assert!(kinds[at] as usize == at, "they are in order");
        all[at] = kinds[at];
        at += 1;
    }
    all
};

/// Cuts `text` into tokens that tile it, the last being [`TokenKind::Eof`].
pub fn lex(text: &str) -> (Vec<Token>, Vec<TextError>) {
    let (filled, errors) = tokens(text);
    (settle(filled), errors.into_vec())
}

thread_local! {
    static TOKENS: Cell<Vec<Token>> = const { Cell::new(Vec::new()) };
}

/// Tokens out of the buffer of the thread, to be kept.
pub(super) fn settle(filled: Vec<Token>) -> Vec<Token> {
    scratch::settle(&TOKENS, filled)
}

/// The tokens, in the buffer of the thread: see [`settle`].
pub(super) fn tokens(text: &str) -> (Vec<Token>, TextErrors) {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        tokens: scratch::take(&TOKENS, text.len() / 5),
        errors: TextErrors::default(),
    };
    lexer.run();
    (lexer.tokens, lexer.errors)
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    tokens: Vec<Token>,
    errors: TextErrors,
}

impl Lexer<'_> {
    fn run(&mut self) {
        if self.bytes.starts_with(b"\xEF\xBB\xBF") {
            self.tokens.push(Token::new(0, TokenKind::Bom));
            self.at = 3;
        }
        while let Some(&byte) = self.bytes.get(self.at) {
            let start = self.at;
            let kind = self.token(byte);
            debug_assert!(self.at > start);
            self.tokens.push(Token::new(start, kind));
        }
        self.tokens.push(Token::new(self.bytes.len(), TokenKind::Eof));
    }

    fn token(&mut self, byte: u8) -> TokenKind {
        let kind = FIRST[byte as usize];
        match kind {
            TokenKind::Space => self.skip_run(spaces, is_space),
            TokenKind::Ident => self.skip_run(name_bytes, is_name_byte),
            TokenKind::Int => return self.number(),
            TokenKind::String => return self.string(byte),
            TokenKind::Slash if self.peek(1) == Some(b'/') => return self.line_comment(),
            TokenKind::Slash if self.peek(1) == Some(b'*') => return self.block_comment(),
            TokenKind::Dot if self.peek(1).is_some_and(|b| b.is_ascii_digit()) => return self.number(),
            TokenKind::Unknown => self.illegal(),
            _ => self.at += 1,
        }
        kind
    }

    fn line_comment(&mut self) -> TokenKind {
        let start = self.at;
        let rest = &self.bytes[start..];
        let len = memchr::memchr2(b'\n', 0, rest).unwrap_or(rest.len());
        self.at += len;
        if self.peek(0) == Some(0) {
            self.at = start + memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            self.comment_nul(start + len);
        }
        TokenKind::LineComment
    }

    fn block_comment(&mut self) -> TokenKind {
        let start = self.at;
        let body = &self.text[start + 2..];
        let Some(len) = body.find("*/") else {
            self.at = self.bytes.len();
            self.error(start..start + 2, SyntaxProblem::CommentNotClosed);
            return TokenKind::BlockComment;
        };
        if let Some(nested) = body[..len].find("/*") {
            let at = start + 2 + nested;
            self.error(at..at + 2, SyntaxProblem::CommentNested);
        }
        self.at = start + 2 + len + 2;
        if let Some(nul) = memchr::memchr(0, &self.bytes[start..self.at]) {
            self.comment_nul(start + nul);
        }
        TokenKind::BlockComment
    }

    /// protoc ends a comment at a NUL.
    fn comment_nul(&mut self, at: usize) {
        self.error(at..at + 1, SyntaxProblem::CommentNul);
    }

    fn number(&mut self) -> TokenKind {
        let start = self.at;
        let mut kind = TokenKind::Int;
        if self.bytes[start] == b'0' && matches!(self.peek(1), Some(b'x' | b'X')) {
            self.at += 2;
            self.skip_while(|b| b.is_ascii_hexdigit());
            if self.at == start + 2 {
                self.error(start..self.at, SyntaxProblem::HexWithoutDigits);
            }
        } else if self.bytes[start] == b'0' && self.peek(1).is_some_and(|b| b.is_ascii_digit()) {
            self.skip_while(|b| b.is_ascii_digit());
            self.check_octal(start);
        } else {
            self.skip_while(|b| b.is_ascii_digit());
            if self.peek(0) == Some(b'.') {
                kind = TokenKind::Float;
                self.at += 1;
                self.skip_while(|b| b.is_ascii_digit());
            }
            if matches!(self.peek(0), Some(b'e' | b'E')) {
                kind = TokenKind::Float;
                self.at += 1;
                if matches!(self.peek(0), Some(b'+' | b'-')) {
                    self.at += 1;
                }
                let digits = self.at;
                self.skip_while(|b| b.is_ascii_digit());
                if self.at == digits {
                    self.error(start..self.at, SyntaxProblem::ExponentWithoutDigits);
                }
            }
        }
        self.check_number_end(start);
        kind
    }

    /// A leading zero announces octal digits.
    fn check_octal(&mut self, start: usize) {
        if self.bytes[start..self.at].iter().any(|&b| b >= b'8') {
            self.error(start..self.at, SyntaxProblem::OctalDigit);
        }
    }

    fn check_number_end(&mut self, start: usize) {
        match self.peek(0) {
            Some(byte) if is_name_byte(byte) && !byte.is_ascii_digit() => {
                self.error(start..self.at, SyntaxProblem::NumberRunsIntoName);
            }
            Some(b'.') => {
                self.at += 1;
                self.skip_while(|b| is_name_byte(b) || b == b'.');
                self.error(start..self.at, SyntaxProblem::NumberWithTwoPoints);
            }
            _ => {}
        }
    }

    fn string(&mut self, quote: u8) -> TokenKind {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek(0) {
                Some(b) if b == quote => {
                    self.at += 1;
                    return TokenKind::String;
                }
                Some(b'\\') => self.escape(),
                Some(0) => {
                    self.at += 1;
                    self.error(self.at - 1..self.at, SyntaxProblem::StringNul);
                }
                None | Some(b'\n') => {
                    self.error(start..self.at, SyntaxProblem::StringNotClosed);
                    return TokenKind::String;
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) {
        let start = self.at;
        self.at += 1;
        let Some(byte) = self.peek(0) else { return };
        match byte {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' | b'?' | b'\'' | b'"' => self.at += 1,
            b'0'..=b'7' => self.skip_at_most(3, |b| matches!(b, b'0'..=b'7')),
            b'x' | b'X' => {
                self.at += 1;
                let digits = self.at;
                self.skip_at_most(2, |b| b.is_ascii_hexdigit());
                if self.at == digits {
                    self.error(start..self.at, SyntaxProblem::EscapeWithoutDigits);
                }
            }
            b'u' => self.unicode_escape(start, 4),
            b'U' => self.unicode_escape(start, 8),
            // A newline ends the string; the caller says so.
            b'\n' => {}
            _ => {
                self.at += self.char_len();
                self.error(start..self.at, SyntaxProblem::EscapeUnknown);
            }
        }
    }

    fn unicode_escape(&mut self, start: usize, digits: usize) {
        self.at += 1;
        let first = self.at;
        self.skip_at_most(digits, |b| b.is_ascii_hexdigit());
        let value = u32::from_str_radix(&self.text[first..self.at], 16);
        if self.at - first != digits {
            let (escape, digits) = if digits == 4 { ("\\u", "four") } else { ("\\U", "eight") };
            self.error(start..self.at, SyntaxProblem::EscapeUnicodeDigits { escape, digits });
        } else if value.is_ok_and(|value| value > 0x10_FFFF) {
            self.error(start..self.at, SyntaxProblem::EscapeCodePoint);
        }
    }

    /// One token for a run of illegal characters, so that a binary file gives few errors.
    fn illegal(&mut self) {
        let start = self.at;
        let control = self.bytes[start] < 0x20 || self.bytes[start] == 0x7F;
        while let Some(byte) = self.peek(0) {
            if FIRST[byte as usize] != TokenKind::Unknown {
                break;
            }
            self.at += self.char_len();
        }
        let problem =
            if control { SyntaxProblem::ControlCharacter } else { SyntaxProblem::CharacterNotAllowed };
        self.error(start..self.at, problem);
    }

    fn char_len(&self) -> usize {
        self.text[self.at..].chars().next().map_or(0, char::len_utf8)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn skip_while(&mut self, keep: impl Fn(u8) -> bool) {
        while self.at < self.bytes.len() && keep(self.bytes[self.at]) {
            self.at += 1;
        }
    }

    /// Does the same as `skip_while`, by eight bytes at a time: `kept` gives the high bits of those to keep. A branch for each
    /// byte would be foreseen wrongly at the end of each run.
    fn skip_run(&mut self, kept: impl Fn(u64) -> u64, keep: impl Fn(u8) -> bool) {
        while let Some(chunk) = self.bytes[self.at..].first_chunk() {
            let others = kept(u64::from_le_bytes(*chunk)) ^ HIGH;
            self.at += (others.trailing_zeros() / 8) as usize;
            if others != 0 {
                return;
            }
        }
        self.skip_while(keep);
    }

    fn skip_at_most(&mut self, most: usize, keep: impl Fn(u8) -> bool) {
        let end = (self.at + most).min(self.bytes.len());
        while self.at < end && keep(self.bytes[self.at]) {
            self.at += 1;
        }
    }

    #[cold]
    fn error(&mut self, span: std::ops::Range<usize>, problem: SyntaxProblem<'_>) {
        self.errors.report(Span::new(span.start as u32, span.end as u32), problem);
    }
}

/// The high bits of eight bytes.
const HIGH: u64 = repeated(0x80);

const fn repeated(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// The high bits of the bytes that are `from` or more, of bytes below 128.
const fn at_least(from: u8, bytes: u64) -> u64 {
    bytes + repeated(0x80 - from)
}

/// The high bits of the bytes in a range, of bytes below 128.
const fn between(first: u8, last: u8, bytes: u64) -> u64 {
    at_least(first, bytes) & !at_least(last + 1, bytes)
}

/// The high bits of the bytes that names consist of.
fn name_bytes(bytes: u64) -> u64 {
    let ascii = bytes & !HIGH;
    let letters = between(b'a', b'z', ascii | repeated(0x20));
    (letters | between(b'0', b'9', ascii) | between(b'_', b'_', ascii)) & !bytes & HIGH
}

/// The high bits of the bytes that are spaces.
fn spaces(bytes: u64) -> u64 {
    let ascii = bytes & !HIGH;
    (between(b'\t', b'\r', ascii) | between(b' ', b' ', ascii)) & !bytes & HIGH
}

fn is_name_byte(byte: u8) -> bool {
    matches!(FIRST[byte as usize], TokenKind::Ident | TokenKind::Int)
}

fn is_space(byte: u8) -> bool {
    FIRST[byte as usize] == TokenKind::Space
}

/// The kind of token that begins with each byte: of `/` and `.`, unless a comment or a number begins with it.
static FIRST: [TokenKind; 256] = {
    let mut table = [TokenKind::Unknown; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b' ' | b'\t' | b'\r' | b'\n' | 0x0B | 0x0C => TokenKind::Space,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => TokenKind::Ident,
            b'0'..=b'9' => TokenKind::Int,
            b'"' | b'\'' => TokenKind::String,
            b';' => TokenKind::Semicolon,
            b',' => TokenKind::Comma,
            b'.' => TokenKind::Dot,
            b'=' => TokenKind::Equals,
            b':' => TokenKind::Colon,
            b'/' => TokenKind::Slash,
            b'-' => TokenKind::Minus,
            b'+' => TokenKind::Plus,
            b'{' => TokenKind::LBrace,
            b'}' => TokenKind::RBrace,
            b'[' => TokenKind::LBracket,
            b']' => TokenKind::RBracket,
            b'(' => TokenKind::LParen,
            b')' => TokenKind::RParen,
            b'<' => TokenKind::LAngle,
            b'>' => TokenKind::RAngle,
            _ => TokenKind::Unknown,
        };
        byte += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use TokenKind::*;

    #[test]
    fn a_comment_with_nul_goes_on_to_the_end_of_its_line() {
        let (tokens, errors) = lex("// a\0b\0c\nd // e\0");
        let tokens: Vec<_> = tokens.iter().map(|token| (token.start(), token.kind())).collect();
        let expected = [(0, LineComment), (8, Space), (9, Ident), (10, Space), (11, LineComment), (16, Eof)];
        assert_eq!(tokens, expected);
        let spans: Vec<_> = errors.iter().map(|error| (error.span.start, error.span.end)).collect();
        assert_eq!(spans, [(4, 5), (15, 16)]);
    }

    #[test]
    fn eight_bytes_are_judged_as_one_is() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut bytes = [b'a', b'_', b'9', b' ', b'\n', b'@', b'[', 0xE9];
                bytes[place] = byte;
                let judged =
                    |kept: fn(u64) -> u64| kept(u64::from_le_bytes(bytes)).to_le_bytes().map(|b| b != 0);
                assert_eq!(judged(name_bytes), bytes.map(is_name_byte), "{byte} in {bytes:?}");
                assert_eq!(judged(spaces), bytes.map(is_space), "{byte} in {bytes:?}");
            }
        }
    }

    fn kinds(text: &str) -> Vec<TokenKind> {
        let (tokens, errors) = lex(text);
        assert!(errors.is_empty(), "{errors:?}");
        tokens.iter().map(|t| t.kind()).filter(|k| !k.is_trivia()).collect()
    }

    fn errors(text: &str) -> Vec<(u32, u32)> {
        lex(text).1.iter().map(|e| (e.span.start, e.span.end)).collect()
    }

    #[test]
    fn numbers() {
        assert_eq!(kinds("1 017 0xAf 1.5 .5 1e9 1.E-3"), [Int, Int, Int, Float, Float, Float, Float, Eof]);
        assert_eq!(errors("0x 1e 089 1.2.3 12ab"), [(0, 2), (3, 5), (6, 9), (10, 15), (16, 18)]);
    }

    #[test]
    fn strings() {
        assert_eq!(kinds(r#"'a"' "\x41\101\u00e9\U0001F600\n" "#), [String, String, Eof]);
        assert_eq!(errors("'a\n'"), [(0, 2), (3, 4)]);
        assert_eq!(errors(r#""\q" "\u12" "\U00110000""#), [(1, 3), (6, 10), (13, 23)]);
    }

    #[test]
    fn comments() {
        let (tokens, errors) = lex("// a\n/* b */ /* c");
        let kinds: Vec<_> = tokens.iter().map(|t| t.kind()).collect();
        assert_eq!(kinds, [LineComment, Space, BlockComment, Space, BlockComment, Eof]);
        assert_eq!(errors.len(), 1);
    }

    #[test]
    fn illegal_runs_are_one_error() {
        assert_eq!(errors("a \u{1}\u{2} §§ b"), [(2, 4), (5, 9)]);
    }
}
