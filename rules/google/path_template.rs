//! Path templates of `google.api.http`, with the span of each part:
//!
//! ```text
//! Template = "/" Segments [ ":" LITERAL ]
//! Segments = Segment { "/" Segment }
//! Segment  = "*" | "**" | LITERAL | "{" FieldPath [ "=" Segments ] "}"
//! ```

use std::fmt;
use std::ops::Range;

/// Path with variables: `/v1/{name=projects/*/topics/*}:publish`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PathTemplate<'t> {
    pub segments: Vec<Segment<'t>>,
    /// Text after the last colon.
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
    RestNotLast,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            TemplateErrorKind::NoSlash => f.write_str("the path does not start with `/`"),
            TemplateErrorKind::EmptySegment => f.write_str("a segment of the path is empty"),
            TemplateErrorKind::EmptyVerb => f.write_str("nothing follows the `:` of the path"),
            TemplateErrorKind::UnclosedVariable => f.write_str("a variable of the path has no `}`"),
            TemplateErrorKind::NestedVariable => f.write_str("a variable of the path contains another one"),
            TemplateErrorKind::NoFieldPath => f.write_str("a variable of the path names no field"),
            TemplateErrorKind::UnexpectedCharacter(c) => write!(f, "the path contains {c:?} here"),
            TemplateErrorKind::RestNotLast => f.write_str("`**` is not the last segment of the path"),
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
        let segments = parser.segments(false)?;
        let verb = match parser.take(':') {
            true => Some(parser.verb()?),
            false => None,
        };
        if let Some(c) = parser.peek() {
            return parser.fail(TemplateErrorKind::UnexpectedCharacter(c));
        }
        let template = PathTemplate { segments, verb };
        template.rest_is_last()?;
        Ok(template)
    }

    /// Variables in text order: field paths of the request, with the segments they match.
    pub fn variables(&self) -> impl Iterator<Item = (&'t str, &[Segment<'t>])> {
        self.segments.iter().filter_map(|segment| match &segment.kind {
            SegmentKind::Variable { field, segments } => Some((*field, segments.as_slice())),
            _ => None,
        })
    }

    fn rest_is_last(&self) -> Result<(), TemplateError> {
        let inner = |segment: &Segment<'t>| match &segment.kind {
            SegmentKind::Variable { segments, .. } if !segments.is_empty() => segments.clone(),
            _ => vec![segment.clone()],
        };
        let flat: Vec<Segment<'t>> = self.segments.iter().flat_map(inner).collect();
        let before_last = &flat[..flat.len().saturating_sub(1)];
        match before_last.iter().find(|segment| segment.kind == SegmentKind::AnyRest) {
            Some(rest) => {
                Err(TemplateError { kind: TemplateErrorKind::RestNotLast, span: rest.span.clone() })
            }
            None => Ok(()),
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
        let field = self.word(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'));
        if field.split('.').any(|part| !part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')) {
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
        match self.word(|c| is_literal(c) || c == ':') {
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
    !c.is_whitespace() && !c.is_control() && !matches!(c, '/' | ':' | '{' | '}' | '*' | '=' | '?' | '#')
}
