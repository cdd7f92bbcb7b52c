//! Enums: their numbers, their first value, aliases, what they reserve.

use super::ranges::RangeIndex;
use super::{Checker, casing};
use crate::schema::features::EnumType;
use crate::schema::file::*;
use crate::schema::owner::Owner;
use crate::schema::problems::EnumProblem;
use crate::syntax::{EnumValueDecl, Node, TokenKind};
use crate::text::Span;
use rustc_hash::FxHashMap;

impl Checker<'_, '_> {
    pub(super) fn enumeration(&mut self, id: EnumId) {
        let row = &self.file[id];
        self.enum_ranges(row);
        self.first_value(id, row);
        self.value_numbers(row);
        self.reserved_values(row);
        self.values_without_prefix(row);
        self.json_strings(row);
        for value in row.values.iter() {
            self.own_support(Owner::Value(value));
        }
    }

    fn first_value(&mut self, id: EnumId, row: &Enum) {
        let name = self.name(row.name);
        let Some(first) = row.values.iter().next() else {
            return self.report(row.name_span, EnumProblem::Empty { name });
        };
        let is_open = self.features(Owner::Enum(id)).enum_type == EnumType::Open;
        if is_open && self.file[first].number.is_some_and(|number| number != 0) {
            self.report(self.value_number_span(first), EnumProblem::FirstValue { name });
        }
    }

    fn value_number_span(&self, id: ValueId) -> Span {
        let row = &self.file[id];
        let number = EnumValueDecl::cast(self.node(row.node)).and_then(EnumValueDecl::number);
        number.map_or(row.name_span, Node::span)
    }

    fn value_numbers(&mut self, row: &Enum) {
        let allows_alias = self.value(row.options, "allow_alias");
        let mut taken: FxHashMap<i32, ValueId> = FxHashMap::default();
        let mut has_alias = false;
        for id in row.values.iter() {
            let Some(number) = self.file[id].number else { continue };
            let Some(&first) = taken.get(&number) else {
                taken.insert(number, id);
                continue;
            };
            has_alias = true;
            if allows_alias != Some("true") {
                let name = self.name(self.file[first].name);
                let label = self.place(self.value_number_span(first));
                self.problem(self.value_number_span(id), EnumProblem::NumberTaken { number, name })
                    .label(label, "first used here");
            }
        }
        self.needless_alias(row, allows_alias, has_alias);
    }

    fn needless_alias(&mut self, row: &Enum, allows_alias: Option<&str>, has_alias: bool) {
        let problem = match allows_alias {
            Some("true") if !has_alias => EnumProblem::NeedlessAlias,
            Some("false") if !has_alias => EnumProblem::RefusedAlias,
            _ => return,
        };
        let node = self.node(row.node);
        let end = node.token(TokenKind::RBrace).map_or(row.name_span, |token| node.tree().token_span(token));
        let option =
            self.entry(row.options, "allow_alias").map_or(row.name_span, |entry| entry.node().span());
        let label = self.place(end);
        self.problem(option, problem).label(label, "no value in this enum is an alias");
    }

    fn reserved_values(&mut self, row: &Enum) {
        let reserved = self.names_once(row.reserved_names);
        let ranges = RangeIndex::of(self.file, row.reserved_ranges);
        for id in row.values.iter() {
            let value = &self.file[id];
            let name = self.name(value.name);
            if let Some(&first) = reserved.get(name) {
                self.reserved_name_used("value", name, value.name_span, first);
            }
            if let Some(number) = value.number
                && let Some(range) = ranges.holding(number)
            {
                let label = self.place(self.file.span(self.file[range].node));
                self.problem(self.value_number_span(id), EnumProblem::NumberReserved { number, name })
                    .label(label, "reserved here");
            }
        }
    }

    /// Code generators leave the name of the enum out of those of its values, and change their case;
    /// they are to differ even so.
    fn values_without_prefix(&mut self, row: &Enum) {
        if self.file.edition == Edition::Proto2
            && self.is_set(row.options, "deprecated_legacy_json_field_conflicts")
        {
            return;
        }
        let mut seen: FxHashMap<String, ValueId> = FxHashMap::default();
        for id in row.values.iter() {
            let name = self.name(self.file[id].name);
            let stripped = casing::value_in_code(self.name(row.name), name);
            let Some(&first) = seen.get(&stripped) else {
                seen.insert(stripped, id);
                continue;
            };
            let other = self.name(self.file[first].name);
            if name == other || self.file[first].number == self.file[id].number {
                continue;
            }
            let label = self.place(self.file[first].name_span);
            self.problem(self.file[id].name_span, EnumProblem::SameInCode { name, other })
                .label(label, "the other value");
        }
    }
}
