//! Text to tokens. Knows the shape of literals, and leaves their values to `literal.rs`.

use super::problem::{Problem, problem};
use protune_compiler::text::Span;

/// Kind of a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Ident,
    /// Name between backticks.
    Quoted,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    True,
    False,
    Null,
    In,
    /// One of the signs; two characters are packed into one number.
    Sign(u16),
    End,
}

/// Packs the characters of a sign.
pub(crate) const fn sign(text: &str) -> Kind {
    let bytes = text.as_bytes();
    Kind::Sign(bytes[0] as u16 | if bytes.len() > 1 { (bytes[1] as u16) << 8 } else { 0 })
}

/// Part of the text that is one word of the language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) span: Span,
}

/// Returns the tokens, the last one of kind `End`, or the first text that is not a token.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut lexer = Lexer { text, bytes: text.as_bytes(), at: 0 };
    let mut tokens = Vec::with_capacity(text.len() / 3 + 2);
    loop {
        let token = lexer.next()?;
        tokens.push(token);
        if token.kind == Kind::End {
            return Ok(tokens);
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
}

const TWO: [&str; 6] = ["==", "!=", "<=", ">=", "&&", "||"];
const ONE: &[u8] = b"[]{}().,-!?:+*/%<>";

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn skip(&mut self, is_part: impl Fn(u8) -> bool) {
        while self.at < self.bytes.len() && is_part(self.bytes[self.at]) {
            self.at += 1;
        }
    }

    fn next(&mut self) -> Result<Token, Problem> {
        loop {
            self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C));
            if self.peek(0) != b'/' || self.peek(1) != b'/' {
                break;
            }
            self.skip(|byte| byte != b'\n');
        }
        let start = self.at;
        if start == self.bytes.len() {
            return Ok(self.token(Kind::End, start));
        }
        let kind = match self.bytes[start] {
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b'"' | b'\'' => self.string(false, false)?,
            b'`' => self.quoted()?,
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => match self.prefix() {
                Some((len, bytes, raw)) => {
                    self.at += len;
                    self.string(bytes, raw)?
                }
                None => self.word(),
            },
            first => self.sign(first)?,
        };
        Ok(self.token(kind, start))
    }

    fn token(&self, kind: Kind, start: usize) -> Token {
        Token { kind, span: self.span(start, self.at) }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(start as u32, end as u32)
    }

    /// Length of the prefix of a string, and whether it means bytes and whether it means raw.
    fn prefix(&self) -> Option<(usize, bool, bool)> {
        let is_quote = |ahead| matches!(self.peek(ahead), b'"' | b'\'');
        match (self.peek(0).to_ascii_lowercase(), self.peek(1).to_ascii_lowercase()) {
            (b'b', b'r') if is_quote(2) => Some((2, true, true)),
            (b'b', _) if is_quote(1) => Some((1, true, false)),
            (b'r', _) if is_quote(1) => Some((1, false, true)),
            _ => None,
        }
    }

    fn word(&mut self) -> Kind {
        let start = self.at;
        self.skip(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        match &self.text[start..self.at] {
            "true" => Kind::True,
            "false" => Kind::False,
            "null" => Kind::Null,
            "in" => Kind::In,
            _ => Kind::Ident,
        }
    }

    fn number(&mut self) -> Kind {
        if self.peek(0) == b'0' && matches!(self.peek(1), b'x' | b'X') && self.peek(2).is_ascii_hexdigit() {
            self.at += 2;
            self.skip(|byte| byte.is_ascii_hexdigit());
            return self.integer();
        }
        self.skip(|byte| byte.is_ascii_digit());
        let mut is_double = false;
        if self.peek(0) == b'.' && self.peek(1).is_ascii_digit() {
            is_double = true;
            self.at += 1;
            self.skip(|byte| byte.is_ascii_digit());
        }
        let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
        if matches!(self.peek(0), b'e' | b'E') && self.peek(1 + sign).is_ascii_digit() {
            is_double = true;
            self.at += 1 + sign;
            self.skip(|byte| byte.is_ascii_digit());
        }
        if is_double { Kind::Double } else { self.integer() }
    }

    fn integer(&mut self) -> Kind {
        if matches!(self.peek(0), b'u' | b'U') {
            self.at += 1;
            return Kind::Uint;
        }
        Kind::Int
    }

    /// A string from its opening quote on. Escapes are skipped; `literal.rs` reads them.
    fn string(&mut self, bytes: bool, raw: bool) -> Result<Kind, Problem> {
        let start = self.at;
        let quote = self.peek(0);
        let is_long = self.peek(1) == quote && self.peek(2) == quote;
        self.at += if is_long { 3 } else { 1 };
        loop {
            match self.peek(0) {
                _ if self.at >= self.bytes.len() => return Err(self.open_string(start)),
                b'\n' | b'\r' if !is_long => return Err(self.open_string(start)),
                b'\\' if !raw => self.at = (self.at + 2).min(self.bytes.len()),
                byte if byte == quote && is_long => {
                    if self.peek(1) == quote && self.peek(2) == quote {
                        self.at += 3;
                        break;
                    }
                    self.at += 1;
                }
                byte if byte == quote => {
                    self.at += 1;
                    break;
                }
                _ => self.at += 1,
            }
        }
        Ok(if bytes { Kind::Bytes } else { Kind::String })
    }

    fn open_string(&self, start: usize) -> Problem {
        problem(self.span(start, self.at), "the string is not closed", "add the closing quote")
    }

    fn quoted(&mut self) -> Result<Kind, Problem> {
        let start = self.at;
        self.at += 1;
        self.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/' | b' '));
        if self.peek(0) != b'`' || self.at == start + 1 {
            let span = self.span(start, self.at);
            let help = "use letters, digits, `_`, `.`, `-`, `/` and spaces, and close the name";
            return Err(problem(span, "not a name between backticks", help));
        }
        self.at += 1;
        Ok(Kind::Quoted)
    }

    fn sign(&mut self, first: u8) -> Result<Kind, Problem> {
        let rest = &self.bytes[self.at..];
        if let Some(two) = TWO.iter().find(|two| rest.starts_with(two.as_bytes())) {
            self.at += 2;
            return Ok(sign(two));
        }
        if ONE.contains(&first) {
            self.at += 1;
            return Ok(Kind::Sign(u16::from(first)));
        }
        let other = self.text[self.at..].chars().next().unwrap_or(' ');
        let span = self.span(self.at, self.at + other.len_utf8());
        let help = match other {
            '&' => "use `&&`",
            '|' => "use `||`",
            '=' => "use `==` to compare",
            _ => "remove it",
        };
        Err(problem(span, format!("`{}` is not a sign of the language", other.escape_default()), help))
    }
}
