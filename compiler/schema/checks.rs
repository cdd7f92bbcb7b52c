//! What the language forbids beyond its grammar and its names: numbers that clash, first of all.

use super::MAX_FIELD_NUMBER;
use super::file::*;
use super::options::plain_value;
use super::problems::{Problems, error_at};
use super::resolve::Typed;
use super::symbols::Symbol;
use crate::diagnostic::Place;
use crate::syntax::{FieldDecl, Node};
use crate::text::Span;
use rustc_hash::FxHashMap;

/// Checks the numbers of fields and enum values of one file.
pub(super) fn fields(typed: &Typed, at: FileId, problems: &mut Problems) {
    let file = typed.linked.file(at);
    let mut checker = Checker { at, file, problems };
    for message in &file.messages {
        if message.kind != MessageKind::MapEntry {
            checker.field_numbers(message);
        }
    }
    for row in &file.enums {
        checker.value_numbers(row);
    }
}

struct Checker<'s, 'o> {
    at: FileId,
    file: &'s File,
    problems: &'o mut Problems,
}

impl Checker<'_, '_> {
    fn field_numbers(&mut self, message: &Message) {
        let mut taken: FxHashMap<i32, FieldId> = FxHashMap::default();
        let mut free = None;
        for id in message.fields.iter() {
            let Some(number) = self.file[id].number else { continue };
            if !(1..=MAX_FIELD_NUMBER).contains(&number) {
                let message = format!("there is no field number {number}");
                let place = Place::new(self.at, self.number_span(id));
                let help = format!("field numbers are 1 to {MAX_FIELD_NUMBER}");
                self.problems.push(error_at(place, message).help(help));
                continue;
            }
            if let Some(&first) = taken.get(&number) {
                let name = self.file.symbol_name(Symbol::Field(first));
                let text = format!("the field number {number} is taken by `{name}`");
                let free = *free.get_or_insert_with(|| self.free_number(message));
                self.taken(self.number_span(id), text, self.number_span(first), format!("{free} is free"));
                continue;
            }
            taken.insert(number, id);
        }
    }

    /// The least number above those of all fields that nothing reserves.
    fn free_number(&self, message: &Message) -> i32 {
        let used = message.fields.iter().filter_map(|id| self.file[id].number).max().unwrap_or(0);
        let mut ranges: Vec<(i32, i32)> = message
            .reserved_ranges
            .iter()
            .chain(message.extension_ranges.iter())
            .map(|id| (self.file[id].first, self.file[id].last))
            .collect();
        // The implementation of Protobuf keeps these for itself.
        ranges.push((19_000, 19_999));
        ranges.sort_unstable();
        ranges.into_iter().fold(used.saturating_add(1), |free, (first, last)| {
            if (first..=last).contains(&free) { last.saturating_add(1) } else { free }
        })
    }

    fn number_span(&self, id: FieldId) -> Span {
        let row = &self.file[id];
        let number = FieldDecl::cast(self.file.tree.node(row.node)).and_then(FieldDecl::number);
        number.map_or(row.name_span, Node::span)
    }

    fn value_numbers(&mut self, row: &Enum) {
        if plain_value(self.file, row.options, "allow_alias") == Some("true") {
            return;
        }
        let mut taken: FxHashMap<i32, ValueId> = FxHashMap::default();
        for id in row.values.iter() {
            let Some(number) = self.file[id].number else { continue };
            if let Some(&first) = taken.get(&number) {
                let name = self.file.symbol_name(Symbol::Value(first));
                let text = format!("the number {number} is taken by `{name}`");
                let help = "give it another number, or set `option allow_alias = true;`".to_owned();
                self.taken(self.file.span(self.file[id].node), text, self.file[first].name_span, help);
                continue;
            }
            taken.insert(number, id);
        }
    }

    /// A number that stands for something else already.
    fn taken(&mut self, span: Span, message: String, first: Span, help: String) {
        let problem = error_at(Place::new(self.at, span), message);
        self.problems.push(problem.label(Place::new(self.at, first), "first used here").help(help));
    }
}
