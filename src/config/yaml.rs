//! YAML, and with it JSON, to values. The only file that names saphyr-parser. Duplicate keys, and aliases
//! that multiply, are errors here, whatever the keys mean.

use super::problem::{Problem, Problems, Source};
use super::value::{Entry, Kind, Value};
use protune_compiler::text::Span;
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, StrInput};
use std::collections::HashMap;
use std::sync::Arc;

/// How many values a file may have once its aliases are written out.
const MAX_VALUES: usize = 20_000;
/// How deep lists and tables may stand in each other.
const MAX_DEPTH: usize = 32;

/// The first document of the text. That of an empty text is null.
pub(super) fn parse(source: &Arc<Source>) -> Result<Value, Problems> {
    let text = source.text.as_str();
    let mut builder = Builder {
        source,
        offsets: text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect(),
        events: Parser::new_from_str(text),
        anchors: HashMap::new(),
        count: 0,
    };
    builder.document().map_err(|problem| vec![*problem])
}

type Outcome<T> = Result<T, Box<Problem>>;

struct Builder<'s> {
    source: &'s Arc<Source>,
    /// The byte at which each character starts, and the end of the text.
    offsets: Vec<u32>,
    events: Parser<'s, StrInput<'s>>,
    /// What the finished anchors stand for, and how many values that is.
    anchors: HashMap<usize, (Value, usize)>,
    count: usize,
}

impl<'s> Builder<'s> {
    fn document(&mut self) -> Outcome<Value> {
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(Value { span, kind: Kind::Null }),
                Event::Nothing | Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd => {}
                event => return self.value(event, span, 0),
            }
        }
    }

    fn value(&mut self, event: Event<'s>, span: Span, depth: usize) -> Outcome<Value> {
        if depth > MAX_DEPTH {
            return Err(self.problem(span, "this is nested too deeply", "no configuration needs that"));
        }
        let before = self.count;
        self.add(1, span)?;
        let (anchor, value) = match event {
            Event::Scalar(text, style, anchor, _) => {
                (anchor, Value { span, kind: scalar(text.into_owned(), style) })
            }
            Event::SequenceStart(anchor, _) => (anchor, self.list(span, depth)?),
            Event::MappingStart(anchor, _) => (anchor, self.table(span, depth)?),
            Event::Alias(anchor) => return self.alias(anchor, span),
            _ => return Err(self.problem(span, "this cannot stand here", "check the indentation")),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, (value.clone(), self.count - before));
        }
        Ok(value)
    }

    fn list(&mut self, start: Span, depth: usize) -> Outcome<Value> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => {
                    return Ok(Value { span: self.first_line(start, end), kind: Kind::List(items) });
                }
                (event, span) => items.push(self.value(event, span, depth + 1)?),
            }
        }
    }

    fn table(&mut self, start: Span, depth: usize) -> Outcome<Value> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut merged: Vec<Value> = Vec::new();
        loop {
            let (key, key_span) = match self.next()? {
                (Event::MappingEnd, end) => {
                    merge(&mut entries, merged);
                    return Ok(Value { span: self.first_line(start, end), kind: Kind::Table(entries) });
                }
                (Event::Scalar(key, _, _, _), span) => (key.into_owned(), span),
                (_, span) => return Err(self.problem(span, "this cannot be a key", "keys are plain words")),
            };
            if let Some(first) = entries.iter().find(|entry| entry.key == key) {
                let line = self.source.text[..first.key_span.start as usize].matches('\n').count() + 1;
                let message = format!("the key `{key}` is there twice");
                return Err(self.problem(key_span, message, &format!("it stands in line {line} already")));
            }
            let (event, span) = self.next()?;
            let value = self.value(event, span, depth + 1)?;
            match key == "<<" {
                true => merged.push(value),
                false => entries.push(Entry { key, key_span, value }),
            }
        }
    }

    fn alias(&mut self, anchor: usize, span: Span) -> Outcome<Value> {
        let Some((value, count)) = self.anchors.get(&anchor) else {
            let message = "this alias stands in what it is an alias of";
            return Err(self.problem(span, message, "write out what is meant"));
        };
        let (value, count) = (value.clone(), *count);
        self.add(count, span)?;
        Ok(value)
    }

    fn add(&mut self, count: usize, span: Span) -> Outcome<()> {
        self.count += count;
        if self.count <= MAX_VALUES {
            return Ok(());
        }
        let message = format!("with its aliases written out, this file has more than {MAX_VALUES} values");
        Err(self.problem(span, message, "use fewer aliases"))
    }

    fn next(&mut self) -> Outcome<(Event<'s>, Span)> {
        match self.events.next_event() {
            None => Ok((Event::StreamEnd, Span::at(self.source.text.len() as u32))),
            Some(Ok((event, span))) => {
                let (start, end) = (self.offset(span.start.index()), self.offset(span.end.index()));
                Ok((event, Span::new(start, end.max(start))))
            }
            Some(Err(error)) => Err(self.unreadable(&error)),
        }
    }

    fn unreadable(&self, error: &ScanError) -> Box<Problem> {
        let at = self.offset(error.marker().index());
        match self.tab_that_indents(at) {
            Some(tab) => self.problem(tab, "a tab cannot indent in YAML", "use spaces"),
            None => {
                let message = format!("this is not valid YAML: {}", error.info());
                self.problem(Span::at(at), message, "check quotes, colons and the indentation around here")
            }
        }
    }

    /// A tab among what precedes the first word, in the line of a place or in the one before.
    fn tab_that_indents(&self, at: u32) -> Option<Span> {
        let text = &self.source.text;
        let mut start = 0;
        let lines = text.split_inclusive('\n').map(|line| {
            start += line.len();
            (start - line.len(), line)
        });
        let near = lines.filter(|(start, line)| {
            let end = start + line.len();
            *start <= at as usize && at as usize <= end
        });
        near.filter_map(|(start, line)| {
            let indent = &line[..line.len() - line.trim_start().len()];
            indent.find('\t').map(|tab| Span::new((start + tab) as u32, (start + tab + 1) as u32))
        })
        .last()
    }

    /// From the start of a list or table to the end of its first line.
    fn first_line(&self, start: Span, end: Span) -> Span {
        let text = &self.source.text[start.start as usize..end.end.max(start.end) as usize];
        let len = text.lines().next().map_or(0, |line| line.trim_end().len());
        Span::new(start.start, start.start + len as u32)
    }

    fn offset(&self, index: usize) -> u32 {
        self.offsets[index.min(self.offsets.len() - 1)]
    }

    fn problem(&self, span: Span, message: impl Into<String>, help: &str) -> Box<Problem> {
        Box::new(Problem::new(self.source, Some(span), message).help(help))
    }
}

fn scalar(text: String, style: ScalarStyle) -> Kind {
    match style {
        ScalarStyle::Plain if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") => Kind::Null,
        ScalarStyle::Plain => Kind::Plain(text),
        _ => Kind::Text(text),
    }
}

/// `<<` adds what is not there yet: the entries of a table, or of a list of tables.
fn merge(entries: &mut Vec<Entry>, merged: Vec<Value>) {
    for value in merged {
        let tables = match value.kind {
            Kind::List(items) => items,
            kind => vec![Value { span: value.span, kind }],
        };
        for entry in tables.iter().flat_map(Value::entries) {
            if !entries.iter().any(|known| known.key == entry.key) {
                entries.push(entry.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Value, Problems> {
        parse(&Arc::new(Source { path: "buf.yaml".to_owned(), text: text.to_owned() }))
    }

    /// A value as JSON would have it, and what stands under its span.
    fn shown(value: &Value, text: &str) -> String {
        let inner = match &value.kind {
            Kind::List(items) => items.iter().map(|item| shown(item, text)).collect::<Vec<_>>().join(","),
            Kind::Table(entries) => {
                let entry =
                    |entry: &Entry| format!("{}={}", entry.key_span.of(text), shown(&entry.value, text));
                entries.iter().map(entry).collect::<Vec<_>>().join(",")
            }
            kind => format!("{kind:?}"),
        };
        format!("<{}>({inner})", value.span.of(text))
    }

    #[test]
    fn places_are_bytes() {
        let text = "# é\na: [x, 'ü']\nb:\n  - ~\n";
        let value = parsed(text).unwrap_or_else(|problems| panic!("{}", problems[0].message));
        assert_eq!(
            shown(&value, text),
            "<a: [x, 'ü']>(a=<[x, 'ü']>(<x>(Plain(\"x\")),<'ü'>(Text(\"ü\"))),b=<- ~>(<~>(Null)))"
        );
    }

    #[test]
    fn merged_keys_do_not_replace() {
        let text = "base: &base {a: 1, b: 2}\nused: {<<: *base, b: 3}";
        let value = parsed(text).unwrap_or_else(|problems| panic!("{}", problems[0].message));
        let used = value.get("used").expect("it is there");
        assert_eq!(used.get("a").and_then(Value::text), Some("1"));
        assert_eq!(used.get("b").and_then(Value::text), Some("3"));
    }

    /// Whatever a slip of the keyboard makes of a file is a value or a problem.
    #[test]
    fn no_text_panics() {
        let seed =
            "version: v2\nlint: &a {use: [A, \"b\"], x: 'é'}\nb:\n  - |\n    c\n  - *a\n? d\n: !e f # g\n";
        let bits = "\n\t -:[]{}*&!|>'\"%@`#?,~é\r\u{feff}\0";
        let (seed, bits): (Vec<char>, Vec<char>) = (seed.chars().collect(), bits.chars().collect());
        let mut state = 1_u32;
        let mut random = |below: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as usize % below
        };
        for _ in 0..4000 {
            let mut text = seed.clone();
            for _ in 0..=random(4) {
                let at = random(text.len());
                match random(3) {
                    0 => text[at] = bits[random(bits.len())],
                    1 => text.insert(at, bits[random(bits.len())]),
                    _ => drop(text.remove(at)),
                }
            }
            let _ = parsed(&text.into_iter().collect::<String>());
        }
    }

    #[test]
    fn nothing_exhausts_the_stack() {
        for text in ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000)] {
            assert!(parsed(&text).is_err());
        }
    }
}
