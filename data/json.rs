//! JSON, with and without comments, to values. The only file that names jsonc-parser.

use crate::builder::{Builder, Stop, shared};
use crate::node::{Content, Scalar};
use crate::{Entry, Kind, MAX_DEPTH, Node, Span, Style};
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::tokens::Token;
use jsonc_parser::{ParseStringErrorKind, Scanner, ScannerOptions};

/// Extensions of RFC 8259 that are accepted.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Dialect {
    Strict,
    /// Comments and trailing commas.
    Comments,
}

/// Reads the one value of a text. No value comes of a text without any.
pub(crate) fn parse(text: &str, dialect: Dialect, builder: &mut Builder<'_>) -> Vec<Node> {
    let json = text.trim_start_matches('\u{feff}');
    let options = ScannerOptions {
        // Recovery is easy, and the problem says more.
        allow_single_quoted_strings: true,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    };
    let mut reader = Reader {
        text,
        base: text.len() - json.len(),
        scanner: Scanner::new(json, &options),
        builder,
        dialect,
        token: None,
        span: Span::at(0),
        read: 0,
        has_told_comments: false,
        scanned: text.len() - json.len(),
        is_stopped: false,
    };
    reader.read = reader.base;
    reader.advance();
    if reader.token.is_none() && !reader.is_stopped {
        reader.builder.problem(
            Span::at(text.len() as u32),
            "the file has no JSON value",
            "write a value, such as `{}`",
        );
        reader.builder.cut();
        return Vec::new();
    }
    let root = reader.value(0);
    if reader.token.is_some() && !reader.is_stopped {
        reader.builder.problem(
            reader.span,
            "expected the end of the file after the JSON value",
            "remove the rest",
        );
    }
    if reader.is_stopped {
        reader.builder.cut();
    }
    vec![root]
}

struct Reader<'t, 'b, 'p> {
    text: &'t str,
    /// Length of the byte order mark.
    base: usize,
    scanner: Scanner<'t>,
    builder: &'b mut Builder<'p>,
    dialect: Dialect,
    /// The next token; `None` at the end or after a stop.
    token: Option<Token<'t>>,
    span: Span,
    /// End of the token before.
    read: usize,
    has_told_comments: bool,
    /// End of the last token or comment.
    scanned: usize,
    is_stopped: bool,
}

impl Reader<'_, '_, '_> {
    fn advance(&mut self) {
        self.read = self.read.max(self.span.end as usize);
        self.token = None;
        while !self.is_stopped {
            let scanned = self.scanner.scan();
            let span = Span::from_usize(
                self.base + self.scanner.token_start(),
                self.base + self.scanner.token_end(),
            );
            self.check_space(span);
            match scanned {
                Err(error) => self.unreadable(&error),
                Ok(Some(Token::CommentLine(_) | Token::CommentBlock(_))) => self.comment(span),
                Ok(token) => {
                    self.token = token;
                    self.span = if self.token.is_some() { span } else { Span::at(self.text.len() as u32) };
                    return;
                }
            }
        }
        self.span = Span::at(self.read as u32);
    }

    /// The scanner takes more characters for space than JSON does.
    fn check_space(&mut self, next: Span) {
        let (from, to) = (self.scanned, next.start as usize);
        self.scanned = self.scanned.max(next.end as usize);
        let Some(space) = self.text.get(from..to).filter(|_| self.dialect == Dialect::Strict) else { return };
        let odd = space.char_indices().find(|(_, c)| !matches!(c, ' ' | '\t' | '\n' | '\r'));
        if let Some((at, odd)) = odd.filter(|(_, odd)| odd.is_whitespace()) {
            let place = Span::from_usize(from + at, from + at + odd.len_utf8());
            self.builder.problem(place, "JSON does not allow this kind of space", "write a plain space");
        }
    }

    fn comment(&mut self, span: Span) {
        self.builder.comment(span);
        if self.dialect == Dialect::Strict && !self.has_told_comments {
            self.has_told_comments = true;
            self.builder.problem(span, "JSON does not allow comments", "remove the comment");
        }
    }

    /// A value, as far as it can be read; the token after it is next.
    fn value(&mut self, depth: usize) -> Node {
        let span = self.span;
        if depth > MAX_DEPTH {
            self.builder.too_deep(span);
            self.is_stopped = true;
        } else if !self.is_stopped
            && let Err(Stop) = self.builder.value(span)
        {
            self.is_stopped = true;
        }
        if self.is_stopped {
            self.token = None;
            return Node::new(Span::at(span.start), 0, Content::Nothing);
        }
        let scalar = |kind, style, text: &str| Content::Scalar(Scalar { kind, style, text: shared(text) });
        let raw = span.of(self.text);
        let content = match self.token.take() {
            Some(Token::OpenBrace) => return self.object(depth),
            Some(Token::OpenBracket) => return self.array(depth),
            Some(Token::String(text)) => {
                self.check_string(span);
                let style = if raw.starts_with('\'') { Style::SingleQuoted } else { Style::DoubleQuoted };
                scalar(Kind::Text, style, &text)
            }
            Some(Token::Number(number)) => {
                self.check_number(span);
                let kind = if number.contains(['.', 'e', 'E']) { Kind::Float } else { Kind::Integer };
                scalar(kind, Style::Bare, number)
            }
            Some(Token::Boolean(_)) => scalar(Kind::Flag, Style::Bare, raw),
            Some(Token::Null) => scalar(Kind::Null, Style::Bare, raw),
            Some(Token::Word(word)) => {
                let message = format!("expected a value, found `{word}`");
                self.builder.problem(span, message, "put text in double quotes");
                scalar(Kind::Text, Style::Bare, word)
            }
            found => {
                self.token = found;
                self.unexpected("a value");
                return Node::new(Span::at(span.start), 0, Content::Nothing);
            }
        };
        self.advance();
        Node::new(span, 0, content)
    }

    fn object(&mut self, depth: usize) -> Node {
        let open = self.span;
        let mut entries = Vec::new();
        self.advance();
        while !self.is_stopped && !matches!(self.token, Some(Token::CloseBrace)) {
            let Some(key) = self.key(open) else { break };
            let key_span = self.span;
            self.advance();
            match self.token {
                Some(Token::Colon) => self.advance(),
                Some(_) if self.is_value() => self.missing(":"),
                _ => self.unexpected("`:`"),
            }
            let value = self.value(depth + 1);
            entries.push(Entry::new(shared(&key), key_span, value));
            self.comma();
        }
        self.builder.duplicates(&entries);
        let last = entries.last().map_or(0, |entry| entry.value.span.end);
        let span = self.close(open, last);
        Node::new(span, 0, Content::Table(entries.into()))
    }

    fn key(&mut self, open: Span) -> Option<String> {
        match &self.token {
            Some(Token::String(key)) => {
                let key = key.to_string();
                self.check_string(self.span);
                Some(key)
            }
            Some(Token::Word(_) | Token::Boolean(_) | Token::Null | Token::Number(_)) => {
                let key = self.span.of(self.text).to_owned();
                let message = format!("the key `{key}` is not in double quotes");
                self.builder.problem(self.span, message, format!("write `\"{key}\"`"));
                Some(key)
            }
            None => {
                self.unclosed(open);
                None
            }
            Some(_) => {
                self.unexpected("a key in double quotes");
                None
            }
        }
    }

    fn array(&mut self, depth: usize) -> Node {
        let open = self.span;
        let mut items = Vec::new();
        self.advance();
        while !self.is_stopped && !matches!(self.token, Some(Token::CloseBracket)) {
            if self.token.is_none() {
                self.unclosed(open);
                break;
            }
            items.push(self.value(depth + 1));
            self.comma();
        }
        let last = items.last().map_or(0, |item| item.span.end);
        let span = self.close(open, last);
        Node::new(span, 0, Content::List(items.into()))
    }

    /// Reads the separator between two parts of a list or table.
    fn comma(&mut self) {
        match self.token {
            Some(Token::Comma) => {
                let comma = self.span;
                self.advance();
                let is_last = matches!(self.token, Some(Token::CloseBrace | Token::CloseBracket));
                if is_last && self.dialect == Dialect::Strict {
                    self.builder.problem(comma, "JSON does not allow a trailing comma", "remove the comma");
                }
            }
            Some(_) if self.is_value() => self.missing(","),
            _ => {}
        }
    }

    /// The closing bracket, or the end of what could be read.
    fn close(&mut self, open: Span, last: u32) -> Span {
        let end = match self.token {
            Some(Token::CloseBrace | Token::CloseBracket) => self.span.end as usize,
            _ => self.read.max(last as usize),
        };
        self.advance();
        Span::from_usize(open.start as usize, end.max(open.end as usize))
    }

    fn is_value(&self) -> bool {
        !matches!(
            self.token,
            None | Some(Token::Comma | Token::Colon | Token::CloseBrace | Token::CloseBracket)
        )
    }

    fn missing(&mut self, mark: &str) {
        let place = Span::from_usize(self.read, self.read);
        self.builder.problem(place, format!("expected `{mark}` here"), format!("add `{mark}`"));
    }

    fn unexpected(&mut self, wanted: &str) {
        let found = match &self.token {
            Some(token) => format!("`{}`", token.as_str()),
            None => "the end of the file".to_owned(),
        };
        if !self.is_stopped {
            self.builder.problem(
                self.span,
                format!("expected {wanted}, found {found}"),
                "check commas and brackets near this place",
            );
        }
        self.is_stopped = true;
        self.token = None;
    }

    fn unclosed(&mut self, open: Span) {
        if self.is_stopped {
            return;
        }
        let (bracket, wanted) = if open.of(self.text) == "{" { ("{", "}") } else { ("[", "]") };
        self.builder.problem(open, format!("`{bracket}` is never closed"), format!("add `{wanted}`"));
        self.is_stopped = true;
    }

    fn check_string(&mut self, span: Span) {
        let raw = span.of(self.text);
        if raw.starts_with('\'') {
            self.builder.problem(span, "JSON does not allow single quotes", "use double quotes");
        }
        if let Some(at) = raw.bytes().position(|byte| byte < 0x20) {
            let start = span.start as usize + at;
            let help = "write an escape such as `\\n` or `\\t`";
            self.builder.problem(
                Span::from_usize(start, start + 1),
                "JSON does not allow control characters in strings",
                help,
            );
        }
    }

    /// The scanner ends `012` after the zero.
    fn check_number(&mut self, span: Span) {
        let rest = &self.text[span.end as usize..];
        let len = rest
            .find(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '-' | '+'))
            .unwrap_or(rest.len());
        if len > 0 {
            let span = Span::from_usize(span.start as usize, span.end as usize + len);
            let message = format!("`{}` is not a JSON number", span.of(self.text));
            self.builder.problem(span, message, "write a decimal number, or put text in double quotes");
            self.is_stopped = true;
        }
    }

    fn unreadable(&mut self, error: &ParseError) {
        let range = error.range();
        let floor = |at: usize| self.text.floor_char_boundary((self.base + at).min(self.text.len()));
        let span = Span::from_usize(floor(range.start), floor(range.end));
        let first = span.of(self.text).lines().next().map_or(0, str::len);
        let line = Span::from_usize(span.start as usize, span.start as usize + first);
        let (message, help) = match error.kind() {
            ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral) => {
                ("the string is never closed", "add a quote at its end")
            }
            ParseErrorKind::String(ParseStringErrorKind::InvalidUnicodeEscapeSequence(_)) => {
                ("the escape is half of a surrogate pair", "write both halves, such as `\\uD83D\\uDE00`")
            }
            ParseErrorKind::String(_) => ("invalid escape in a string", "write `\\\\` for a backslash"),
            ParseErrorKind::UnterminatedCommentBlock => ("the comment is never closed", "add `*/`"),
            ParseErrorKind::HexadecimalNumbersNotAllowed
            | ParseErrorKind::UnaryPlusNumbersNotAllowed
            | ParseErrorKind::BareDecimalPointNumbersNotAllowed
            | ParseErrorKind::NonFiniteNumbersNotAllowed
            | ParseErrorKind::ExpectedDigit
            | ParseErrorKind::ExpectedDigitFollowingNegativeSign
            | ParseErrorKind::ExpectedPlusMinusOrDigitInNumberLiteral => {
                ("not a JSON number", "write a decimal number such as `-1.5`")
            }
            _ => ("unexpected character in JSON", "put text in double quotes"),
        };
        self.builder.problem(line, message, help);
        self.is_stopped = true;
    }
}
