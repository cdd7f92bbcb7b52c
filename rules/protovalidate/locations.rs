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
    /// The first location of each path.
    own: FxHashMap<Vec<i32>, Span>,
    /// The first location below each path, its own included. Contains every start of a path that it contains.
    below: FxHashMap<Vec<i32>, Span>,
    counts: FxHashMap<Vec<i32>, i32>,
    /// Place of what no location is near to.
    name: Span,
}

impl<'s> Locations<'s> {
    /// Locations of the options of a declaration that set an extension with a number, or a part of it.
    pub(crate) fn of<I: DeclarationId>(view: View<'s, I>, number: i32) -> Locations<'s> {
        let (own, below, counts) = (FxHashMap::default(), FxHashMap::default(), FxHashMap::default());
        let mut locations = Locations { file: view.file, own, below, counts, name: view.name_span() };
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
        let around = || (0..path.len()).rev().find_map(|len| self.own.get(&path[..len]).copied());
        self.below(path).or_else(around).unwrap_or(self.name)
    }

    /// Returns the span of a part, if it is set: its own location, or the first one below it.
    pub(crate) fn below(&self, path: &[i32]) -> Option<Span> {
        self.own.get(path).or_else(|| self.below.get(path)).copied()
    }

    fn add(&mut self, path: Vec<i32>, span: Span) {
        for len in (0..=path.len()).rev() {
            match self.below.contains_key(&path[..len]) {
                true => break,
                false => self.below.insert(path[..len].to_vec(), span),
            };
        }
        self.own.entry(path).or_insert(span);
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
        self.add(path.clone(), span);
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
                    self.add(path, span);
                }
                Some(part) if part.is_message() => {
                    if let Some(literal) = entry.value().filter(|value| value.kind() == NodeKind::Literal) {
                        self.entries(part, literal, &path);
                    }
                }
                _ => self.add(path, span),
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
