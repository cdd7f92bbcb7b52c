//! Path templates of `google.api.http`, with the span of each part:
//!
//! ```text
//! Template = "/" Segments [ ":" LITERAL ]
//! Segments = Segment { "/" Segment }
//! Segment  = "*" | "**" | LITERAL | "{" FieldPath [ "=" Segments ] "}"
//! ```
//!
//! `/` alone is the root. A literal may contain `*` and `=`, but not start with `*`. `**` occurs at most once, as
//! servers require; other segments may follow. A variable such as `{$api_version}` is a parameter of the system, not a
//! field.

use std::fmt;
use std::ops::Range;

/// Path with variables: `/v1/{name=projects/*/topics/*}:publish`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathTemplate<'t> {
    pub segments: Vec<Segment<'t>>,
    /// Text after the colon.
    pub verb: Option<&'t str>,
}

/// Part of a path, with its span in bytes of the path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment<'t> {
    pub kind: SegmentKind<'t>,
    pub span: Range<usize>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SegmentKind<'t> {
    Literal(&'t str),
    /// `*`: one part of the path.
    Any,
    /// `**`: the rest of the path.
    AnyRest,
    /// `{field.path=segments}`; without segments, it means `*`.
    Variable {
        field: &'t str,
        segments: Vec<Segment<'t>>,
    },
}

/// Reason why a path is not a valid template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateError {
    pub kind: TemplateErrorKind,
    /// In bytes of the path.
    pub span: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TemplateErrorKind {
    NoSlash,
    EmptySegment,
    EmptyVerb,
    UnclosedVariable,
    NestedVariable,
    NoFieldPath,
    UnexpectedCharacter(char),
    SecondRest,
}

/// Segment, with variables replaced by what they match.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Piece<'t> {
    Literal(&'t str),
    /// `*`
    Any,
    /// `**`
    AnyRest,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TemplateErrorKind::NoSlash => f.write_str("it does not start with `/`"),
            TemplateErrorKind::EmptySegment => f.write_str("a segment is empty"),
            TemplateErrorKind::EmptyVerb => f.write_str("nothing follows the `:`"),
            TemplateErrorKind::UnclosedVariable => f.write_str("a variable has no `}`"),
            TemplateErrorKind::NestedVariable => f.write_str("a variable contains another one"),
            TemplateErrorKind::NoFieldPath => f.write_str("a variable names no field"),
            TemplateErrorKind::UnexpectedCharacter(c) => write!(f, "{c:?} cannot be here"),
            TemplateErrorKind::SecondRest => f.write_str("it contains `**` twice"),
        }
    }
}

impl std::error::Error for TemplateError {}

impl<'t> PathTemplate<'t> {
    /// Parses a path.
    pub fn parse(path: &'t str) -> Result<PathTemplate<'t>, TemplateError> {
        let mut parser = Parser { path, at: 0 };
        if !parser.take('/') {
            return parser.fail(TemplateErrorKind::NoSlash);
        }
        if path == "/" {
            return Ok(PathTemplate { segments: Vec::new(), verb: None });
        }
        let segments = parser.segments(false)?;
        let verb = match parser.take(':') {
            true => Some(parser.verb()?),
            false => None,
        };
        if let Some(c) = parser.peek() {
            return parser.fail(TemplateErrorKind::UnexpectedCharacter(c));
        }
        let template = PathTemplate { segments, verb };
        template.has_one_rest()?;
        Ok(template)
    }

    /// Variables in text order: field paths of the request, with the segments they match.
    pub fn variables(&self) -> impl Iterator<Item = (&'t str, &[Segment<'t>])> {
        self.segments.iter().filter_map(|segment| match &segment.kind {
            SegmentKind::Variable { field, segments } => Some((*field, segments.as_slice())),
            _ => None,
        })
    }

    /// Pieces of the path in text order, with their spans.
    pub fn pieces(&self) -> Vec<(Piece<'t>, Range<usize>)> {
        let mut pieces = Vec::new();
        for segment in &self.segments {
            match &segment.kind {
                SegmentKind::Variable { segments, .. } if !segments.is_empty() => {
                    pieces.extend(segments.iter().map(|inner| (inner.piece(), inner.span.clone())));
                }
                _ => pieces.push((segment.piece(), segment.span.clone())),
            }
        }
        pieces
    }

    fn has_one_rest(&self) -> Result<(), TemplateError> {
        let mut rests = self.pieces().into_iter().filter(|(piece, _)| *piece == Piece::AnyRest);
        match rests.nth(1) {
            Some((_, span)) => Err(TemplateError { kind: TemplateErrorKind::SecondRest, span }),
            None => Ok(()),
        }
    }
}

impl<'t> Segment<'t> {
    /// Field path of a variable.
    pub fn variable(&self) -> Option<&'t str> {
        match self.kind {
            SegmentKind::Variable { field, .. } => Some(field),
            _ => None,
        }
    }

    /// Piece that a segment without inner segments is.
    fn piece(&self) -> Piece<'t> {
        match self.kind {
            SegmentKind::Literal(text) => Piece::Literal(text),
            SegmentKind::AnyRest => Piece::AnyRest,
            SegmentKind::Any | SegmentKind::Variable { .. } => Piece::Any,
        }
    }
}

struct Parser<'t> {
    path: &'t str,
    at: usize,
}

impl<'t> Parser<'t> {
    fn peek(&self) -> Option<char> {
        self.path[self.at..].chars().next()
    }

    fn take(&mut self, c: char) -> bool {
        let is_next = self.peek() == Some(c);
        if is_next {
            self.at += c.len_utf8();
        }
        is_next
    }

    /// Fails at the next character.
    fn fail<T>(&self, kind: TemplateErrorKind) -> Result<T, TemplateError> {
        let end = self.at + self.peek().map_or(0, char::len_utf8);
        Err(TemplateError { kind, span: self.at..end })
    }

    fn segments(&mut self, in_variable: bool) -> Result<Vec<Segment<'t>>, TemplateError> {
        let mut segments = Vec::new();
        loop {
            let start = self.at;
            let kind = self.segment(in_variable)?;
            segments.push(Segment { kind, span: start..self.at });
            if !self.take('/') {
                return Ok(segments);
            }
        }
    }

    fn segment(&mut self, in_variable: bool) -> Result<SegmentKind<'t>, TemplateError> {
        match self.peek() {
            Some('{') if in_variable => self.fail(TemplateErrorKind::NestedVariable),
            Some('{') => self.variable(),
            Some('*') => {
                self.take('*');
                let kind = if self.take('*') { SegmentKind::AnyRest } else { SegmentKind::Any };
                match self.peek() {
                    None | Some('/' | ':' | '}') => Ok(kind),
                    Some(c) => self.fail(TemplateErrorKind::UnexpectedCharacter(c)),
                }
            }
            _ => match self.word(is_literal) {
                "" => match self.peek() {
                    Some(c) if !matches!(c, '/' | ':' | '}') => {
                        self.fail(TemplateErrorKind::UnexpectedCharacter(c))
                    }
                    _ => self.fail(TemplateErrorKind::EmptySegment),
                },
                literal => match self.peek() {
                    None | Some('/' | ':' | '}') => Ok(SegmentKind::Literal(literal)),
                    Some(c) => self.fail(TemplateErrorKind::UnexpectedCharacter(c)),
                },
            },
        }
    }

    fn variable(&mut self) -> Result<SegmentKind<'t>, TemplateError> {
        let start = self.at;
        self.take('{');
        let is_start = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '$');
        let field = self.word(|c| is_start(c) || c.is_ascii_digit() || c == '.');
        if field.split('.').any(|part| !part.starts_with(is_start)) {
            return self.fail(TemplateErrorKind::NoFieldPath);
        }
        let segments = if self.take('=') { self.segments(true)? } else { Vec::new() };
        if !self.take('}') {
            return match self.peek() {
                Some(c) => self.fail(TemplateErrorKind::UnexpectedCharacter(c)),
                None => {
                    Err(TemplateError { kind: TemplateErrorKind::UnclosedVariable, span: start..self.at })
                }
            };
        }
        match self.peek() {
            None | Some('/' | ':') => Ok(SegmentKind::Variable { field, segments }),
            Some(c) => self.fail(TemplateErrorKind::UnexpectedCharacter(c)),
        }
    }

    fn verb(&mut self) -> Result<&'t str, TemplateError> {
        match self.word(is_literal) {
            "" => self.fail(TemplateErrorKind::EmptyVerb),
            verb => match self.peek() {
                None => Ok(verb),
                Some(c) => self.fail(TemplateErrorKind::UnexpectedCharacter(c)),
            },
        }
    }

    fn word(&mut self, belongs: impl Fn(char) -> bool) -> &'t str {
        let start = self.at;
        let rest = &self.path[start..];
        self.at = start + rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        &self.path[start..self.at]
    }
}

/// Returns whether a character of a path has no special meaning.
fn is_literal(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !matches!(c, '/' | ':' | '{' | '}' | '?' | '#')
}
