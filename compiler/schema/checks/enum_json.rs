//! JSON strings of enum values that were chosen with `(pb.enumvalue.json).string`.

use super::Checker;
use crate::schema::file::*;
use crate::schema::options::{Owner, Record, Value};
use crate::schema::problems::EnumProblem;
use crate::schema::{Global, Symbol};
use crate::syntax::NodeKind;
use rustc_hash::FxHashMap;

impl Checker<'_, '_> {
    pub(super) fn json_strings(&mut self, row: &Enum) {
        let custom: Vec<(ValueId, Option<String>)> =
            row.values.iter().map(|id| (id, self.custom_json_string(id))).collect();
        if custom.iter().all(|(_, string)| string.is_none()) {
            return;
        }
        let mut by_number: FxHashMap<i32, Option<&str>> = FxHashMap::default();
        let mut by_string: FxHashMap<&str, i32> = FxHashMap::default();
        for (id, string) in &custom {
            let Some(number) = self.file[*id].number else { continue };
            let (name, span) = (self.name(self.file[*id].name), self.file[*id].name_span);
            let shown = string.as_deref().unwrap_or(name);
            if let Some(problem) = string.as_deref().and_then(|string| wrong_string(string, number)) {
                self.report(span, problem);
            }
            let primary = *by_number.entry(number).or_insert(string.as_deref());
            if primary != string.as_deref() {
                self.report(span, EnumProblem::JsonAlias);
            }
            if *by_string.entry(shown).or_insert(number) != number {
                self.report(span, EnumProblem::JsonTaken { json: shown });
            }
        }
    }

    fn custom_json_string(&self, id: ValueId) -> Option<String> {
        let row = &self.file[id];
        // Only an extension can be meant; most values have no options at all.
        let is_custom = |id: OptionId| {
            let name = self.node(self.file[id].node).child(NodeKind::OptionName);
            name.is_some_and(|name| name.text().starts_with('('))
        };
        if !row.options.iter().any(is_custom) {
            return None;
        }
        let records = self.typed.records(self.at, Owner::Value(id));
        records.iter().rev().filter(|record| self.is_json_option(record.field)).find_map(string_of)
    }

    fn is_json_option(&self, field: Global<FieldId>) -> bool {
        let symbol = Global { file: field.file, id: Symbol::Field(field.id) };
        self.typed.linked.full_name(symbol) == "pb.enumvalue.json"
    }
}

fn string_of(record: &Record) -> Option<String> {
    let Value::Message(fields) = &record.value else { return None };
    let Value::Scalar(bytes) = &fields.iter().rev().find(|field| field.number == 1)?.value else {
        return None;
    };
    String::from_utf8(bytes.clone()).ok()
}

fn wrong_string(string: &str, number: i32) -> Option<EnumProblem<'static>> {
    if string.contains('\0') {
        Some(EnumProblem::JsonNul)
    } else if string.parse::<i32>().is_ok_and(|parsed| parsed != number) {
        Some(EnumProblem::JsonNumber)
    } else {
        None
    }
}
