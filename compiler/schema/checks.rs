//! What the language forbids beyond its grammar and its names: numbers that clash, first of all.

use super::file::*;
use super::link::error_at;
use super::resolve::Typed;
use super::symbols::Symbol;
use super::MAX_FIELD_NUMBER;
use crate::diagnostic::{Diagnostic, Place};
use crate::syntax::{FieldDecl, Node, OptionEntry};
use crate::text::Span;
use rustc_hash::FxHashMap;

/// How many problems of one file are told.
const MOST_PROBLEMS: usize = 100;

/// Sorts problems by place, drops echoes, and keeps the first of each file.
pub(super) fn order_and_cap(problems: &mut Vec<Diagnostic>) {
    problems.sort_by(|a, b| (a.place, &a.message).cmp(&(b.place, &b.message)));
    problems.dedup_by(|b, a| a.place == b.place && a.message == b.message);
    let (mut file, mut count) = (None, 0);
    problems.retain(|problem| {
        if file != Some(problem.place.file) {
            (file, count) = (Some(problem.place.file), 0);
        }
        count += 1;
        count <= MOST_PROBLEMS
    });
}

/// Checks the numbers of fields and enum values of one file.
pub(super) fn fields(typed: &Typed, at: FileId, problems: &mut Vec<Diagnostic>) {
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
    problems: &'o mut Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    fn field_numbers(&mut self, message: &Message) {
        let mut taken: FxHashMap<i32, FieldId> = FxHashMap::default();
        for id in message.fields.iter() {
            let Some(number) = self.file[id].number else { continue };
            if !(1..=MAX_FIELD_NUMBER).contains(&number) {
                let message = format!("there is no field number {number}");
                self.push(self.number_span(id), message, format!("field numbers are 1 to {MAX_FIELD_NUMBER}"));
                continue;
            }
            if let Some(&first) = taken.get(&number) {
                let name = self.file.symbol_name(Symbol::Field(first));
                let text = format!("the field number {number} is taken by `{name}`");
                let help = format!("{} is free", self.free_number(message));
                let label = Place::new(self.at, self.number_span(first));
                self.push(self.number_span(id), text, help).labels.push(crate::diagnostic::Label {
                    place: label,
                    message: "first used here".to_owned(),
                });
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
        if allows_alias(self.file, row) {
            return;
        }
        let mut taken: FxHashMap<i32, ValueId> = FxHashMap::default();
        for id in row.values.iter() {
            let Some(number) = self.file[id].number else { continue };
            if let Some(&first) = taken.get(&number) {
                let name = self.file.symbol_name(Symbol::Value(first));
                let text = format!("the number {number} is taken by `{name}`");
                let help = "give it another number, or set `option allow_alias = true;`".to_owned();
                let label = Place::new(self.at, self.file[first].name_span);
                let span = self.file.span(self.file[id].node);
                self.push(span, text, help).labels.push(crate::diagnostic::Label {
                    place: label,
                    message: "first used here".to_owned(),
                });
                continue;
            }
            taken.insert(number, id);
        }
    }

    fn push(&mut self, span: Span, message: String, help: String) -> &mut Diagnostic {
        self.problems.push(error_at(Place::new(self.at, span), message).help(help));
        self.problems.last_mut().expect("just pushed")
    }
}

fn allows_alias(file: &File, row: &Enum) -> bool {
    row.options.iter().any(|id| {
        OptionEntry::cast(file.tree.node(file[id].node)).is_some_and(|entry| {
            entry.name().is_some_and(|name| name.text() == "allow_alias")
                && entry.value().is_some_and(|value| value.text() == "true")
        })
    })
}
