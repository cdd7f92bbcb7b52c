//! YAML to values. The only file that names granit-parser.

use crate::builder::{Builder, Stop, shared};
use crate::node::{Content, Scalar};
use crate::{Entry, Kind, MAX_DEPTH, Node, Span, Style, scalar};
use granit_parser::{
    ErrorKind, Event, Options, Parser, ScalarStyle, ScanError, StrInput, StructureStyle, Tag,
};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Reads all documents. After a syntax error, reading goes on with the next document.
pub(crate) fn parse(text: &str, builder: &mut Builder<'_>) -> Vec<Node> {
    let mut options = Options::default();
    options.emit_unresolved_aliases = true;
    options.max_buffered_comment_events = usize::MAX;
    let events = Parser::new_from_str_with_options(text, options);
    let mut reader = Reader {
        text,
        builder,
        events,
        read: 0,
        document: 0,
        anchors: HashMap::new(),
        expanded: 0,
        halt: None,
    };
    reader.documents()
}

/// Amount of text that is lost.
#[derive(Clone, Copy, PartialEq)]
enum Halt {
    /// The rest of the document.
    Document,
    /// The rest of the file: it exceeds a bound.
    File,
}

struct Reader<'t, 'b, 'p> {
    text: &'t str,
    builder: &'b mut Builder<'p>,
    events: Parser<'t, StrInput<'t>>,
    /// End of the last token.
    read: usize,
    document: u32,
    /// Finished anchored values, with the number of values in each, aliases counted in full.
    anchors: HashMap<usize, (Node, usize)>,
    /// Number of values so far, aliases counted in full.
    expanded: usize,
    halt: Option<Halt>,
}

impl<'t> Reader<'t, '_, '_> {
    fn documents(&mut self) -> Vec<Node> {
        let mut documents = Vec::new();
        loop {
            match self.next() {
                Some((Event::StreamEnd, _)) => return documents,
                Some((Event::DocumentStart(..), span)) => {
                    self.read = span.end as usize;
                    if let Some((event, span)) = self.next() {
                        documents.push(self.value(event, span, 0));
                        self.document += 1;
                    }
                }
                _ => {}
            }
            let may_recover = self.halt == Some(Halt::Document) && !self.builder.is_full();
            if self.halt.is_some() {
                self.builder.cut();
                if !may_recover || !self.events.proceed_next_document().is_ok_and(|more| more) {
                    return documents;
                }
                self.halt = None;
            }
        }
    }

    /// A value, as far as it can be read.
    fn value(&mut self, event: Event<'t>, span: Span, depth: usize) -> Node {
        let before = self.expanded;
        self.expanded = self.expanded.saturating_add(1);
        if depth > MAX_DEPTH {
            self.builder.too_deep(span);
            self.halt = Some(Halt::Document);
        } else if let Err(Stop) = self.builder.value(span) {
            self.halt = Some(Halt::File);
        }
        if self.halt.is_some() {
            return Node::new(span, self.document, Content::Nothing);
        }
        let (anchor, tag, mut node) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, tag.clone(), self.scalar(&text, style, tag.as_deref(), span))
            }
            Event::SequenceStart(style, anchor, tag) => (anchor, tag, self.list(style, span, depth)),
            Event::MappingStart(style, anchor, tag) => (anchor, tag, self.table(style, span, depth)),
            Event::Alias(anchor) => return self.alias(anchor, span),
            Event::UnresolvedAlias(_) => {
                let message = format!("no anchor precedes the alias `{}`", span.of(self.text));
                self.builder.problem(
                    span,
                    message,
                    "define the anchor in an earlier value, or quote the text",
                );
                return Node::new(span, self.document, Content::Nothing);
            }
            _ => {
                self.builder.problem(span, "expected a value", "check the indentation");
                self.halt = Some(Halt::Document);
                return Node::new(span, self.document, Content::Nothing);
            }
        };
        node.tag = tag.map(|tag| shared(&tag.original()));
        if anchor != 0 && self.halt.is_none() {
            self.anchors.insert(anchor, (node.clone(), self.expanded - before));
        }
        node
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Node {
        let (style, span) = match style {
            ScalarStyle::Plain => (Style::Plain, span),
            ScalarStyle::SingleQuoted => (Style::SingleQuoted, span),
            ScalarStyle::DoubleQuoted => (Style::DoubleQuoted, span),
            // Blank lines after a block scalar would make its span end far from the last word.
            ScalarStyle::Literal => (Style::Literal, self.trimmed(span)),
            ScalarStyle::Folded => (Style::Folded, self.trimmed(span)),
        };
        self.read = span.end as usize;
        // The parser writes `~` for nothing.
        let text = if style == Style::Plain && span.is_empty() { "" } else { text };
        let untagged = if style == Style::Plain { scalar::kind(text) } else { Kind::Text };
        let kind = match tag.and_then(Tag::core_suffix) {
            Some("str") => Kind::Text,
            Some("int") => Kind::Integer,
            Some("float") => Kind::Float,
            Some("bool") => Kind::Flag,
            Some("null") => Kind::Null,
            _ => untagged,
        };
        Node::new(span, self.document, Content::Scalar(Scalar { kind, style, text: shared(text) }))
    }

    fn list(&mut self, style: StructureStyle, start: Span, depth: usize) -> Node {
        let mut span = start;
        let is_block = matches!(style, StructureStyle::Block);
        if is_block {
            // The event of a list that is not indented more than its key comes after the first dash.
            let dash = self.dash();
            span.start = if dash < start.end as usize { dash as u32 } else { start.start };
        } else {
            self.read = start.end as usize;
        }
        let mut items: Vec<Node> = Vec::new();
        while let Some((event, at)) = self.next() {
            if matches!(event, Event::SequenceEnd) {
                span.end = self.end(at, is_block, span, items.last().map(|item| item.span.end));
                break;
            }
            if is_block {
                self.read = (self.dash() + 1).min(at.end.max(at.start) as usize).max(self.read);
            }
            let item = self.value(event, at, depth + 1);
            span.end = span.end.max(item.span.end);
            items.push(item);
        }
        Node::new(span, self.document, Content::List(items.into()))
    }

    fn table(&mut self, style: StructureStyle, start: Span, depth: usize) -> Node {
        let is_block = matches!(style, StructureStyle::Block);
        if !is_block {
            self.read = start.end as usize;
        }
        let mut span = start;
        let mut entries: Vec<Entry> = Vec::new();
        let mut merged: Vec<Node> = Vec::new();
        while let Some((event, at)) = self.next() {
            if matches!(event, Event::MappingEnd) {
                span.end = self.end(at, is_block, span, None);
                break;
            }
            let is_merge = matches!(&event, Event::Scalar(key, ScalarStyle::Plain, ..) if key == "<<");
            let key = self.key(event, at, depth);
            let Some((event, value_at)) = self.next() else { break };
            self.read = self.read.max(at.end as usize);
            let value = self.value(event, value_at, depth + 1);
            span.end = span.end.max(value.span.end).max(at.end);
            match key {
                Some(_) if is_merge => merged.push(value),
                Some(key) => entries.push(Entry::new(key, at, value)),
                None => {}
            }
        }
        self.builder.duplicates(&entries);
        self.merge(&mut entries, &merged);
        Node::new(span, self.document, Content::Table(entries.into()))
    }

    /// A key; `None` for a list or table.
    fn key(&mut self, event: Event<'t>, span: Span, depth: usize) -> Option<Arc<str>> {
        match event {
            Event::Scalar(..) | Event::Alias(_) | Event::UnresolvedAlias(_) => {
                let key = self.value(event, span, depth + 1);
                if let Some(text) = key.scalar() {
                    return Some(shared(text));
                }
            }
            event => drop(self.value(event, span, depth + 1)),
        }
        if self.halt.is_none() {
            self.builder.problem(span, "a list or table cannot be a key", "use a word as the key");
        }
        None
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Node {
        self.read = span.end as usize;
        let Some((node, count)) = self.anchors.get(&anchor) else {
            let message = format!("the alias `{}` is inside the value it stands for", span.of(self.text));
            self.builder.problem(span, message, "replace the alias with a value");
            return Node::new(span, self.document, Content::Nothing);
        };
        let (mut node, count) = (node.clone(), *count);
        self.expanded = self.expanded.saturating_add(count);
        if let Err(Stop) = self.builder.aliased(count, span) {
            self.halt = Some(Halt::File);
        }
        node.span = span;
        node
    }

    /// Adds the entries of merged tables whose keys are not there yet.
    fn merge(&mut self, entries: &mut Vec<Entry>, merged: &[Node]) {
        if merged.is_empty() {
            return;
        }
        let mut known: HashSet<Arc<str>> = entries.iter().map(|entry| entry.key.clone()).collect();
        for value in merged {
            let tables = if value.kind() == Kind::List { value.items() } else { std::slice::from_ref(value) };
            for table in tables {
                if table.kind() != Kind::Table {
                    let message = "a merge key needs a table or a list of tables";
                    self.builder.problem(value.span, message, "merge an alias of a table: `<<: *name`");
                    break;
                }
                if let Err(Stop) = self.builder.aliased(table.entries().len(), value.span) {
                    self.halt = Some(Halt::File);
                    return;
                }
                for entry in table.entries() {
                    if known.insert(entry.key.clone()) {
                        entries.push(Entry { merged: true, ..entry.clone() });
                    }
                }
            }
        }
    }

    /// End of a list or table: its bracket, or the end of its last part.
    fn end(&mut self, at: Span, is_block: bool, span: Span, last: Option<u32>) -> u32 {
        let is_bracket =
            !is_block && matches!(self.text.as_bytes().get(at.start as usize), Some(b']' | b'}'));
        let has_bracket = matches!(self.text.as_bytes().get(span.start as usize), Some(b'[' | b'{'));
        if is_bracket && has_bracket {
            self.read = at.end as usize;
            return at.end;
        }
        span.end.max(last.unwrap_or(span.start))
    }

    /// Offset of the next dash, past space, comments, anchors and tags; the end of the last token if there is none.
    fn dash(&self) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.read;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'-' => return at,
                b'#' | b'&' | b'!' => {
                    let ends = |b: &u8| if byte == b'#' { *b == b'\n' } else { b.is_ascii_whitespace() };
                    at += bytes[at..].iter().position(ends).unwrap_or(bytes.len() - at);
                }
                _ if byte.is_ascii_whitespace() || byte == b':' => at += 1,
                _ => break,
            }
        }
        self.read
    }

    fn trimmed(&self, span: Span) -> Span {
        Span::from_usize(span.start as usize, span.start as usize + span.of(self.text).trim_end().len())
    }

    /// The next event but comments; `None` after an error.
    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        while self.halt.is_none() {
            match self.events.next_event() {
                None => return Some((Event::StreamEnd, Span::at(self.text.len() as u32))),
                Some(Ok((Event::Comment(..), span))) => {
                    let span = self.span(&span);
                    self.builder.comment(span);
                }
                Some(Ok((event, span))) => return Some((event, self.span(&span))),
                Some(Err(error)) => {
                    self.unreadable(&error);
                    self.halt = Some(Halt::Document);
                }
            }
        }
        None
    }

    fn span(&self, span: &granit_parser::Span) -> Span {
        let range = span.byte_range().unwrap_or_default();
        Span::from_usize(range.start, range.end)
    }

    fn unreadable(&mut self, error: &ScanError) {
        let offset = error.marker().byte_offset().unwrap_or(self.text.len());
        let at = self.text.floor_char_boundary(offset.min(self.text.len()));
        if let Some(tab) = self.indenting_tab(at) {
            self.builder.problem(tab, "YAML does not allow a tab as indentation", "indent with spaces");
        } else if is_too_deep(error.kind()) {
            self.builder.too_deep(Span::at(at as u32));
        } else {
            let message = format!("invalid YAML: {}", error.info());
            self.builder.problem(
                Span::at(at as u32),
                message,
                "check quotes, colons and indentation near this place",
            );
        }
    }

    /// A tab in the indentation of the line of a place, or of the line before it.
    fn indenting_tab(&self, at: usize) -> Option<Span> {
        let line_start = |end: usize| self.text[..end].rfind('\n').map_or(0, |at| at + 1);
        let start = line_start(at);
        let before = line_start(start.saturating_sub(1));
        [start, before].into_iter().find_map(|start| {
            let line = &self.text[start..];
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            let tab = start + line[..indent].find('\t')?;
            Some(Span::from_usize(tab, tab + 1))
        })
    }
}

fn is_too_deep(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::RecursionLimitExceeded)
}
