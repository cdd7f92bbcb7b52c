//! Messages: numbers and names of their fields, what they reserve, oneofs, message sets.

use super::{Checker, MessageKind};
use crate::schema::file::*;
use crate::schema::json_name;
use crate::schema::lower::MAX_FIELD_NUMBER;
use crate::syntax::{FieldDecl, Node, NodeKind, TokenKind};
use crate::text::Span;
use rustc_hash::FxHashMap;

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
        self.message_options(row);
    }

    fn field_numbers(&mut self, message: &Message) {
        let mut taken: FxHashMap<i32, FieldId> = FxHashMap::default();
        let mut free = None;
        for id in message.fields.iter() {
            let Some(number) = self.file[id].number else { continue };
            self.field_number(number, id, MAX_FIELD_NUMBER);
            if let Some(&first) = taken.get(&number) {
                let name = self.name(self.file[first].name);
                let free = *free.get_or_insert_with(|| self.free_number(message));
                let label = self.place(self.number_span(first));
                let problem = self
                    .problem(self.number_span(id), format!("the field number {number} is taken by `{name}`"))
                    .label(label, "first used here")
                    .help(format!("{free} is free"));
                self.problems.push(problem);
                continue;
            }
            taken.insert(number, id);
            self.field_in_ranges(message, id, number);
        }
    }

    /// A number that no field can have.
    pub(super) fn field_number(&mut self, number: i32, id: FieldId, max: i32) {
        let span = self.number_span(id);
        if !(1..=max).contains(&number) {
            let help = format!("field numbers are 1 to {max}");
            self.report(span, format!("there is no field number {number}"), &help);
        } else if KEPT.contains(&number) {
            let help = "the numbers 19000 to 19999 are kept for the implementation of Protobuf";
            self.report(span, format!("the field number {number} cannot be used"), help);
        }
    }

    /// Whether a field's number is reserved, or left to extensions.
    fn field_in_ranges(&mut self, message: &Message, id: FieldId, number: i32) {
        let name = self.name(self.file[id].name);
        for (rows, kept) in
            [(message.reserved_ranges, "reserved"), (message.extension_ranges, "left to extensions")]
        {
            let range = rows.iter().find(|&range| self.file[range].holds(number));
            let Some(range) = range else { continue };
            let label = self.place(self.file.span(self.file[range].node));
            let problem = self
                .problem(self.number_span(id), format!("the number {number} of the field `{name}` is {kept}"))
                .label(label, format!("{kept} here"))
                .help(format!("{} is free", self.free_number(message)));
            self.problems.push(problem);
        }
    }

    /// The least number above those of all fields that nothing reserves; below them, if there is none.
    fn free_number(&self, message: &Message) -> i32 {
        let used: Vec<i32> = message.fields.iter().filter_map(|id| self.file[id].number).collect();
        let rows = message.reserved_ranges.iter().chain(message.extension_ranges.iter());
        let mut ranges: Vec<(i32, i32)> = rows.map(|id| (self.file[id].first, self.file[id].last)).collect();
        ranges.push((*KEPT.start(), *KEPT.end()));
        ranges.extend(used.iter().map(|&number| (number, number)));
        ranges.sort_unstable();
        let free_from = |start: i32| {
            ranges.iter().fold(start, |free, &(first, last)| {
                if (first..=last).contains(&free) { last.saturating_add(1) } else { free }
            })
        };
        let above = free_from(used.iter().max().map_or(1, |most| most.saturating_add(1)));
        if above <= MAX_FIELD_NUMBER { above } else { free_from(1) }
    }

    /// Where the number of a field stands.
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
                let problem = self.problem(span, format!("the name `{name}` is reserved twice"));
                self.problems.push(problem.label(label, "first reserved here").help("remove one of the two"));
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
            self.report(span, "reserved names are strings", "put it in quotes");
        } else if !is_bare && self.is_edition() {
            self.report(span, "reserved names are not strings in editions", "remove the quotes");
        }
    }

    pub(super) fn reserved_name_used(&mut self, what: &str, name: &str, span: Span, reserved: Span) {
        let label = self.place(reserved);
        let problem = self.problem(span, format!("the name of the {what} `{name}` is reserved"));
        self.problems.push(problem.label(label, "reserved here").help("choose another name"));
    }

    fn oneof(&mut self, id: OneofId) {
        let row = &self.file[id];
        if row.fields.is_empty() && self.node(row.node).child(NodeKind::Error).is_none() {
            let node = self.node(row.node);
            let end =
                node.token(TokenKind::RBrace).map_or(row.name_span, |token| node.tree().token_span(token));
            let name = self.name(row.name);
            self.report(end, format!("the oneof `{name}` has no fields"), "give it a field, or remove it");
        }
    }

    fn message_options(&mut self, row: &Message) {
        if let Some(entry) = self.entry(row.options, "map_entry") {
            let help = "declare a field of type `map<key, value>`; it brings the entry along";
            self.report(entry.node().span(), "`map_entry` is not for people to set", help);
        }
        if !self.is_set(row.options, "message_set_wire_format") {
            return;
        }
        let name = self.name(row.name);
        if self.file.edition == Edition::Proto3 {
            self.report(
                row.name_span,
                format!("`{name}` is a message set, which proto3 does not have"),
                "remove the option",
            );
        } else if let Some(field) = row.fields.iter().next() {
            let span = self.file[field].name_span;
            self.report(
                span,
                format!("the message set `{name}` has a field"),
                "message sets have extensions only",
            );
        }
    }

    /// The JSON names of fields, each once.
    fn json_names(&mut self, id: MessageId) {
        self.default_json_names(id);
        self.custom_json_names(id);
    }
}

/// The JSON name that a field has by itself.
pub(in crate::schema) fn default_json_name(file: &File, id: FieldId) -> String {
    json_name(file.name(file[id].name))
}
