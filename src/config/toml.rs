//! TOML to values. The only file that names the crate toml.

use super::problem::{Problem, Problems, Source};
use super::value::{Entry, Kind, Value};
use protune_compiler::text::Span;
use std::ops::Range;
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// The text as one table.
pub(super) fn parse(source: &Arc<Source>) -> Result<Value, Problems> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    if errors.is_empty() {
        let span = Span::at(0);
        return Ok(Value { span, kind: self::table(table.into_inner()) });
    }
    // What follows the first one is mostly its consequence.
    let first = errors.iter().min_by_key(|error| error.span().map(|span| span.start));
    Err(first.map(|error| problem(source, error)).into_iter().collect())
}

fn problem(source: &Arc<Source>, error: &toml::de::Error) -> Problem {
    let place = error.span().map(span);
    match error.message() {
        "duplicate key" => {
            Problem::new(source, place, "this key is there twice").help("remove one of the two")
        }
        message => Problem::new(source, place, format!("this is not valid TOML: {message}"))
            .help("check quotes and brackets around here"),
    }
}

fn table(table: DeTable<'_>) -> Kind {
    let mut entries: Vec<Entry> = table
        .into_iter()
        .map(|(key, inner)| Entry {
            key_span: span(key.span()),
            key: key.into_inner().into_owned(),
            value: Value { span: span(inner.span()), kind: value(inner.into_inner()) },
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span);
    Kind::Table(entries)
}

fn value(value: DeValue<'_>) -> Kind {
    match value {
        DeValue::String(text) => Kind::Text(text.into_owned()),
        DeValue::Boolean(flag) => Kind::Flag(flag),
        DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix())
            .map_or(Kind::Other("such a number"), Kind::Count),
        DeValue::Float(_) => Kind::Other("such a number"),
        DeValue::Datetime(_) => Kind::Other("a date"),
        DeValue::Array(items) => {
            let item = |item: toml::Spanned<DeValue<'_>>| Value {
                span: span(item.span()),
                kind: self::value(item.into_inner()),
            };
            Kind::List(items.into_iter().map(item).collect())
        }
        DeValue::Table(inner) => table(inner),
    }
}

fn span(range: Range<usize>) -> Span {
    Span::new(range.start as u32, range.end.max(range.start) as u32)
}
