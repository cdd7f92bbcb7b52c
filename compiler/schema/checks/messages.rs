//! Messages: numbers and names of their fields, what they reserve, oneofs, message sets.

use super::ranges::RangeIndex;
use super::{Checker, MessageKind};
use crate::schema::file::*;
use crate::schema::lower::MAX_FIELD_NUMBER;
use crate::schema::problems::MessageProblem;
use crate::schema::symbols::Scope;
use crate::schema::{json_name, synthetic_oneofs};
use crate::syntax::{FieldDecl, Node, NodeKind, TokenKind};
use crate::text::Span;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;

/// The numbers that the implementation of Protobuf keeps for itself.
pub(super) const KEPT: std::ops::RangeInclusive<i32> = 19_000..=19_999;

impl<'s> Checker<'s, '_> {
    pub(super) fn message(&mut self, id: MessageId) {
        let row = &self.file[id];
        if row.kind == MessageKind::MapEntry {
            return;
        }
        self.message_ranges(row);
        self.field_numbers(row);
        self.reserved_names(row);
        self.json_names(id);
        self.declarations(id);
        for oneof in row.oneofs.iter() {
            self.oneof(oneof);
        }
        self.synthetic_oneofs(id);
        self.message_options(row);
    }

    /// Names of the oneofs behind `optional` fields, which nothing else in the message may have.
    fn synthetic_oneofs(&mut self, id: MessageId) {
        for (field, name) in synthetic_oneofs(self.file, &self.file[id]) {
            let Some(other) = self.file.lookup(Scope::message(id), &name) else { continue };
            let label = self.place(self.file[field].name_span);
            let problem =
                MessageProblem::NameOfSyntheticOneof { name: &name, field: self.name(self.file[field].name) };
            self.problem(self.file.symbol_span(other), problem).label(label, "the optional field");
        }
    }

    fn field_numbers(&mut self, message: &Message) {
        let mut taken: FxHashMap<i32, FieldId> = FxHashMap::default();
        let reserved = RangeIndex::of(self.file, message.reserved_ranges);
        let extensions = RangeIndex::of(self.file, message.extension_ranges);
        // Sorts all numbers of the message: found once, and only for a problem that is kept.
        let free = OnceCell::new();
        let free = || *free.get_or_init(|| free_number(self.file, message));
        for id in message.fields.iter() {
            let Some(number) = self.file[id].number else { continue };
            self.field_number(number, id, MAX_FIELD_NUMBER);
            let span = self.number_span(id);
            if let Some(&first) = taken.get(&number) {
                let name = self.name(self.file[first].name);
                let label = self.place(self.number_span(first));
                self.problem(span, || MessageProblem::NumberTaken { number, name, free: free() })
                    .label(label, "first used here");
                continue;
            }
            taken.insert(number, id);
            let name = self.name(self.file[id].name);
            if let Some(range) = reserved.holding(number) {
                let label = self.place(self.file.span(self.file[range].node));
                self.problem(span, || MessageProblem::NumberReserved { number, name, free: free() })
                    .label(label, "reserved here");
            }
            if let Some(range) = extensions.holding(number) {
                let label = self.place(self.file.span(self.file[range].node));
                self.problem(span, || MessageProblem::NumberOfExtensions { number, name, free: free() })
                    .label(label, "left to extensions here");
            }
        }
    }

    /// A number that no field can have.
    pub(super) fn field_number(&mut self, number: i32, id: FieldId, max: i32) {
        let span = self.number_span(id);
        if !(1..=max).contains(&number) {
            self.report(span, MessageProblem::NumberOutOfRange { number, max });
        } else if KEPT.contains(&number) {
            self.report(span, MessageProblem::NumberOfProtobuf { number });
        }
    }

    /// Returns the span of the number of a field.
    pub(super) fn number_span(&self, id: FieldId) -> Span {
        let row = &self.file[id];
        let number = FieldDecl::cast(self.node(row.node)).and_then(FieldDecl::number);
        number.map_or(row.name_span, Node::span)
    }

    fn reserved_names(&mut self, message: &Message) {
        let reserved = self.names_once(message.reserved_names);
        for id in message.fields.iter() {
            let name = self.name(self.file[id].name);
            if let Some(&first) = reserved.get(name) {
                self.reserved_name_used("field", name, self.file[id].name_span, first);
            }
        }
    }

    /// Reserved names, with where each stands; reports those that stand twice.
    pub(super) fn names_once(&mut self, rows: Rows<ReservedNameId>) -> FxHashMap<&'s str, Span> {
        let mut reserved: FxHashMap<&'s str, Span> = FxHashMap::default();
        let file = self.file;
        for id in rows.iter() {
            let (name, span) = (file.name(file[id].name), file.span(file[id].node));
            self.reserved_name_form(id, span);
            if let Some(&first) = reserved.get(name) {
                let label = self.place(first);
                self.problem(span, MessageProblem::NameReservedTwice { name })
                    .label(label, "first reserved here");
                continue;
            }
            reserved.insert(name, span);
        }
        reserved
    }

    /// Reserved names are strings, and bare in editions.
    fn reserved_name_form(&mut self, id: ReservedNameId, span: Span) {
        let is_bare = self.node(self.file[id].node).kind() == NodeKind::Name;
        if is_bare && !self.is_edition() {
            self.report(span, MessageProblem::ReservedNameBare);
        } else if !is_bare && self.is_edition() {
            self.report(span, MessageProblem::ReservedNameQuoted);
        }
    }

    pub(super) fn reserved_name_used(&mut self, what: &str, name: &str, span: Span, reserved: Span) {
        let label = self.place(reserved);
        self.problem(span, MessageProblem::NameReserved { what, name }).label(label, "reserved here");
    }

    fn oneof(&mut self, id: OneofId) {
        let row = &self.file[id];
        if row.fields.is_empty() && self.node(row.node).child(NodeKind::Error).is_none() {
            let node = self.node(row.node);
            let end =
                node.token(TokenKind::RBrace).map_or(row.name_span, |token| node.tree().token_span(token));
            let name = self.name(row.name);
            self.report(end, MessageProblem::OneofEmpty { name });
        }
    }

    fn message_options(&mut self, row: &Message) {
        if let Some(entry) = self.entry(row.options, "map_entry") {
            self.report(entry.node().span(), MessageProblem::MapEntryOption);
        }
        if !row.is_message_set {
            return;
        }
        let name = self.name(row.name);
        if self.file.edition == Edition::Proto3 {
            self.report(row.name_span, MessageProblem::MessageSetInProto3 { name });
        } else if let Some(field) = row.fields.iter().next() {
            self.report(self.file[field].name_span, MessageProblem::MessageSetWithField { name });
        }
    }

    /// The JSON names of fields, each once.
    fn json_names(&mut self, id: MessageId) {
        self.default_json_names(id);
        self.custom_json_names(id);
    }
}

/// The least number above those of all fields that nothing reserves; below them, if there is none.
fn free_number(file: &File, message: &Message) -> i32 {
    let used: Vec<i32> = message.fields.iter().filter_map(|id| file[id].number).collect();
    let rows = message.reserved_ranges.iter().chain(message.extension_ranges.iter());
    let mut ranges: Vec<(i32, i32)> = rows.map(|id| (file[id].first, file[id].last)).collect();
    ranges.push((*KEPT.start(), *KEPT.end()));
    ranges.extend(used.iter().map(|&number| (number, number)));
    ranges.sort_unstable();
    let free_from =
        |start: i32| {
            ranges.iter().fold(start, |free, &(first, last)| {
                if (first..=last).contains(&free) { last.saturating_add(1) } else { free }
            })
        };
    let above = free_from(used.iter().max().map_or(1, |most| most.saturating_add(1)));
    if above <= MAX_FIELD_NUMBER { above } else { free_from(1) }
}

/// The JSON name that a field has by itself.
pub(in crate::schema) fn default_json_name(file: &File, id: FieldId) -> String {
    json_name(file.name(file[id].name))
}
