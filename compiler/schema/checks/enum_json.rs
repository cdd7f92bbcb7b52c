//! JSON strings of enum values that were chosen with `(pb.enumvalue.json).string`.

use super::Checker;
use crate::schema::Global;
use crate::schema::file::*;
use crate::schema::options::Value;
use crate::schema::owner::Owner;
use crate::schema::problems::EnumProblem;
use crate::schema::resolve::Typed;
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
        let values = self.values(Owner::Value(id)).rev();
        values
            .filter(|value| self.is_json_option(value.field()))
            .find_map(|value| string_of(value, self.typed))
    }

    fn is_json_option(&self, field: Global<FieldId>) -> bool {
        let file = self.typed.linked.file(field.file);
        // Empty for a field that is no extension.
        file.name(file[field.id].full_name) == "pb.enumvalue.json"
    }
}

fn string_of(value: Value<'_>, typed: &Typed) -> Option<String> {
    value.child(1, typed)?.text().map(str::to_owned)
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
