//! Places of parts of an option, as buf finds them: by path, among the locations that its compiler keeps.
//!
//! A location is an option, or an entry of a literal. Messages within literals have none of their own, a list counts as
//! one occurrence, and occurrences are counted over all options of a declaration.

use protune_compiler::schema::{
    Cardinality, DeclarationId, FieldView, FileView, OptionValue, OptionView, View,
};
use protune_compiler::syntax::{LiteralField, Node, NodeKind, OptionEntry};
use protune_compiler::text::Span;
use rustc_hash::FxHashMap;

/// Locations of the options of one declaration, in text order.
#[derive(Debug)]
pub(crate) struct Locations<'s> {
    pub(crate) file: FileView<'s>,
    all: Vec<(Vec<i32>, Span)>,
    counts: FxHashMap<Vec<i32>, i32>,
    /// Place of what no location is near to.
    name: Span,
}

impl<'s> Locations<'s> {
    /// Locations of the options of a declaration that set an extension with a number, or a part of it.
    pub(crate) fn of<I: DeclarationId>(view: View<'s, I>, number: i32) -> Locations<'s> {
        let (all, counts) = (Vec::new(), FxHashMap::default());
        let mut locations = Locations { file: view.file, all, counts, name: view.name_span() };
        for option in view.options() {
            if option.path().numbers().first() == Some(&number) {
                locations.option(option);
            }
        }
        locations
    }

    /// Returns the span of a part: its own location, else the first one below it, else the nearest one around it that
    /// stands before those.
    pub(crate) fn find(&self, path: &[i32]) -> Span {
        if let Some((_, span)) = self.all.iter().find(|(known, _)| known == path) {
            return *span;
        }
        let mut around: Option<(usize, Span)> = None;
        for (known, span) in &self.all {
            if known.starts_with(path) {
                return *span;
            }
            if path.starts_with(known) && around.is_none_or(|(len, _)| len < known.len()) {
                around = Some((known.len(), *span));
            }
        }
        around.map_or(self.name, |(_, span)| span)
    }

    /// Returns the span of a part, if it is set: its own location, or the first one below it.
    pub(crate) fn below(&self, path: &[i32]) -> Option<Span> {
        let own = self.all.iter().find(|(known, _)| known == path);
        own.or_else(|| self.all.iter().find(|(known, _)| known.starts_with(path))).map(|(_, span)| *span)
    }

    fn option(&mut self, option: OptionView<'s>) -> Option<()> {
        let mut path = option.path().numbers();
        let mut value = option.value()?;
        for _ in 1..path.len() {
            value = value.fields().next()?;
        }
        let entry = OptionEntry::cast(option.node())?;
        let (name, written) = (entry.name()?, entry.value()?);
        let is_repeated = is_repeated(value.field());
        if is_repeated {
            self.count(&mut path);
        }
        let is_literal = written.kind() == NodeKind::Literal && !is_repeated;
        let is_statement = option.node().word("option").is_some();
        let span = match is_statement && !is_literal {
            true => option.span(),
            false => name.span().cover(written.span()),
        };
        self.all.push((path.clone(), span));
        if is_literal {
            self.entries(value, written, &path);
        }
        Some(())
    }

    fn entries(&mut self, message: OptionValue<'s>, literal: Node<'s>, path: &[i32]) {
        // Both are in text order.
        let mut parts = message.fields().peekable();
        for entry in literal.children().filter_map(LiteralField::cast) {
            let span = entry.node().span();
            while parts.next_if(|part| part.span().start < span.start).is_some() {}
            let part = parts.next_if(|part| part.span().end <= span.end);
            let named = || message.field().message_type()?.field_named(entry.name()?.node().text());
            let Some(field) = part.map(OptionValue::field).or_else(named) else { continue };
            let Some(number) = field.number() else { continue };
            let mut path = path.to_vec();
            path.push(number);
            match part {
                _ if is_repeated(field) => {
                    self.count(&mut path);
                    self.all.push((path, span));
                }
                Some(part) if part.is_message() => {
                    if let Some(literal) = entry.value().filter(|value| value.kind() == NodeKind::Literal) {
                        self.entries(part, literal, &path);
                    }
                }
                _ => self.all.push((path, span)),
            }
        }
    }

    /// Adds the number of this occurrence to the path of a repeated field.
    fn count(&mut self, path: &mut Vec<i32>) {
        let count = self.counts.entry(path.clone()).or_default();
        path.push(*count);
        *count += 1;
    }
}

fn is_repeated(field: FieldView<'_>) -> bool {
    matches!(field.cardinality(), Cardinality::Repeated | Cardinality::Map)
}
