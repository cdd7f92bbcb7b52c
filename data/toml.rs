//! TOML to values. The only file that names toml_parser and toml_datetime.

mod layout;

use crate::builder::{Builder, Stop, shared};
use crate::node::{Content, Scalar};
use crate::{Kind, MAX_DEPTH, Node, Span, Style};
use layout::{Key, Layout, TableId};
use std::borrow::Cow;
use std::iter::Peekable;
use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{Event, EventKind, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ParseError, Raw, Source};

/// Reads the table that a text is.
pub(crate) fn parse(text: &str, builder: &mut Builder<'_>) -> Vec<Node> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::new();
    let mut errors: Vec<ParseError> = Vec::new();
    let mut first_error = None;
    // Most events are space and commas: a large file costs little more memory than its values.
    let mut collect = |event: Event| match event.kind() {
        EventKind::Comment => builder.comment(span(&event)),
        EventKind::Error => drop(first_error.get_or_insert(span(&event))),
        EventKind::Whitespace | EventKind::Newline | EventKind::ValueSep => {}
        _ => events.push(event),
    };
    let mut receiver = ValidateWhitespace::new(&mut collect, source);
    let mut receiver = RecursionGuard::new(&mut receiver, MAX_DEPTH as u32);
    parse_document(&tokens, &mut receiver, &mut errors);
    drop(tokens);
    if let Some(place) = first_error.filter(|_| errors.is_empty()) {
        builder.problem(place, "invalid TOML", "check quotes and brackets near this place");
    }
    let mut reader =
        Reader { source, text, builder, errors, layout: Layout::new(), events: events.iter().peekable() };
    // A stop has reported its reason.
    let is_stopped = reader.document().is_err() || !reader.errors.is_empty() || first_error.is_some();
    reader.report();
    let Reader { layout, builder, .. } = reader;
    if is_stopped {
        builder.cut();
    }
    vec![layout.finish()]
}

struct Reader<'t, 'b, 'p, 'e> {
    source: Source<'t>,
    text: &'t str,
    builder: &'b mut Builder<'p>,
    errors: Vec<ParseError>,
    layout: Layout,
    events: Peekable<std::slice::Iter<'e, Event>>,
}

impl<'t> Reader<'t, '_, '_, '_> {
    fn document(&mut self) -> Result<(), Stop> {
        let mut current = Layout::ROOT;
        while let Some(event) = self.events.next() {
            match event.kind() {
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    let is_array = event.kind() == EventKind::ArrayTableOpen;
                    let mut header = span(event);
                    let keys = self.keys(
                        |kind| matches!(kind, EventKind::StdTableClose | EventKind::ArrayTableClose),
                        &mut header,
                    );
                    self.builder.value(header)?;
                    current = self.layout.header(&keys, header, is_array, self.builder)?;
                }
                EventKind::SimpleKey => self.entry(event, current)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// The keys of a header, or of an entry, up to a closing event, whose end becomes that of the span.
    fn keys(&mut self, closes: impl Fn(EventKind) -> bool, around: &mut Span) -> Vec<Key> {
        let mut keys = Vec::new();
        while let Some(event) = self.events.next_if(|event| {
            let kind = event.kind();
            closes(kind) || matches!(kind, EventKind::SimpleKey | EventKind::KeySep)
        }) {
            around.end = around.end.max(span(event).end);
            match event.kind() {
                EventKind::SimpleKey => keys.push(self.key(event)),
                kind if closes(kind) => break,
                _ => {}
            }
        }
        keys
    }

    fn key(&mut self, event: &Event) -> Key {
        let mut text = Cow::Borrowed("");
        self.raw(event).decode_key(&mut text, &mut self.errors);
        Key { text: shared(&text), span: span(event) }
    }

    /// An entry from its first key on.
    fn entry(&mut self, first: &Event, table: TableId) -> Result<(), Stop> {
        let mut keys = vec![self.key(first)];
        keys.extend(self.keys(|kind| kind == EventKind::KeyValSep, &mut span(first)));
        let place = span(first);
        self.builder.value(place)?;
        let depth = self.layout.depth(table) + keys.len();
        let value = match self.events.next_if(|event| begins_value(event)) {
            Some(event) => self.value(event, depth)?,
            // The parser has reported the missing part.
            None => {
                Node::new(Span::at(keys.last().map_or(place.end, |key| key.span.end)), 0, Content::Nothing)
            }
        };
        self.layout.insert(table, &keys, value, self.builder)
    }

    fn value(&mut self, event: &Event, depth: usize) -> Result<Node, Stop> {
        let place = span(event);
        if depth > MAX_DEPTH {
            return Err(self.builder.too_deep(place));
        }
        match event.kind() {
            EventKind::ArrayOpen => self.array(place, depth),
            EventKind::InlineTableOpen => self.inline_table(place, depth),
            _ => Ok(self.scalar(event)),
        }
    }

    fn array(&mut self, mut place: Span, depth: usize) -> Result<Node, Stop> {
        let mut items = Vec::new();
        while let Some(event) = self.events.next() {
            place.end = place.end.max(span(event).end);
            match event.kind() {
                EventKind::ArrayClose => break,
                _ if begins_value(event) => {
                    self.builder.value(span(event))?;
                    let item = self.value(event, depth + 1)?;
                    place.end = place.end.max(item.span.end);
                    items.push(item);
                }
                _ => {}
            }
        }
        Ok(Node::new(place, 0, Content::List(items.into())))
    }

    fn inline_table(&mut self, mut place: Span, depth: usize) -> Result<Node, Stop> {
        let table = self.layout.inline(place, depth);
        while let Some(event) = self.events.next() {
            place.end = place.end.max(span(event).end);
            match event.kind() {
                EventKind::InlineTableClose => break,
                EventKind::SimpleKey => self.entry(event, table)?,
                _ => {}
            }
        }
        Ok(self.layout.close_inline(table, place))
    }

    fn scalar(&mut self, event: &Event) -> Node {
        let mut text = Cow::Borrowed("");
        let kind = self.raw(event).decode_scalar(&mut text, &mut self.errors);
        let style = match event.encoding() {
            Some(Encoding::BasicString) => Style::DoubleQuoted,
            Some(Encoding::LiteralString) => Style::SingleQuoted,
            Some(Encoding::MlBasicString) => Style::TripleDoubleQuoted,
            Some(Encoding::MlLiteralString) => Style::TripleSingleQuoted,
            None => Style::Bare,
        };
        let place = span(event);
        let kind = match kind {
            ScalarKind::String => Kind::Text,
            ScalarKind::Boolean(_) => Kind::Flag,
            ScalarKind::Float => Kind::Float,
            ScalarKind::Integer(_) => Kind::Integer,
            ScalarKind::DateTime => Kind::Date,
        };
        let raw = place.of(self.text);
        if kind == Kind::Date && raw.parse::<toml_datetime::Datetime>().is_err() {
            self.builder.problem(
                place,
                format!("`{raw}` is not a date or time"),
                "write a date such as `2006-01-02T15:04:05Z`",
            );
        }
        // Digits stay as they are written; a decoded string is not.
        let text = if style == Style::Bare { raw } else { &*text };
        Node::new(place, 0, Content::Scalar(Scalar { kind, style, text: shared(text) }))
    }

    fn raw(&self, event: &Event) -> Raw<'t> {
        let raw = &self.source.input()[event.span().start()..event.span().end()];
        Raw::new_unchecked(raw, event.encoding(), event.span())
    }

    /// Reports the first error of the parser and the decoders: most others are its consequences.
    fn report(&mut self) {
        let place = |error: &ParseError| error.unexpected().or(error.context());
        let first = self.errors.iter().min_by_key(|error| place(error).map(|span| span.start()));
        let Some(error) = first else { return };
        let (start, end) = place(error).map_or((0, 0), |range| (range.start(), range.end()));
        let floor = |at: usize| self.text.floor_char_boundary(at.min(self.text.len()));
        let place = Span::from_usize(floor(start), floor(end));
        if error.description().contains("recursion") {
            self.builder.too_deep(place);
            return;
        }
        let message = format!("invalid TOML: {}", error.description());
        self.builder.problem(place, message, "check quotes and brackets near this place");
    }
}

fn span(event: &Event) -> Span {
    Span::from_usize(event.span().start(), event.span().end())
}

fn begins_value(event: &Event) -> bool {
    matches!(event.kind(), EventKind::Scalar | EventKind::ArrayOpen | EventKind::InlineTableOpen)
}
