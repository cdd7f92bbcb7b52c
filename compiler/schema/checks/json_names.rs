//! JSON names of fields: two fields of a message may not share one.

use super::Checker;
use super::messages::default_json_name;
use crate::schema::features::JsonFormat;
use crate::schema::file::*;
use crate::schema::owner::Owner;
use crate::schema::problems::MessageProblem;
use crate::syntax::{TokenKind, literals};
use rustc_hash::FxHashMap;

impl Checker<'_, '_> {
    /// Names that fields have by themselves. In files that never cared for JSON they may clash.
    pub(super) fn default_json_names(&mut self, id: MessageId) {
        if self.file[id].fields.len() < 2 || self.is_legacy_json(id) {
            return;
        }
        let mut taken: FxHashMap<String, FieldId> = FxHashMap::default();
        for field in self.file[id].fields.iter() {
            let name = default_json_name(self.file, field);
            if let Some(&first) = taken.get(&name) {
                self.json_clash(&name, first, field);
                continue;
            }
            taken.insert(name, field);
        }
    }

    /// Names of which at least one was chosen.
    pub(super) fn custom_json_names(&mut self, id: MessageId) {
        let fields = self.file[id].fields;
        if fields.iter().all(|field| self.custom_json_name(field).is_none()) {
            return;
        }
        let is_legacy = self.is_legacy_json(id);
        let mut taken: FxHashMap<String, (FieldId, bool)> = FxHashMap::default();
        for field in fields.iter() {
            let custom = self.custom_json_name(field);
            let is_custom = custom.is_some();
            let name = custom.unwrap_or_else(|| default_json_name(self.file, field));
            if let Some(&(first, first_is_custom)) = taken.get(&name) {
                let matters = is_custom && first_is_custom || (is_custom || first_is_custom) && !is_legacy;
                if matters {
                    self.json_clash(&name, first, field);
                }
                continue;
            }
            taken.insert(name, (field, is_custom));
        }
    }

    /// The name behind `json_name`, when it is not the one that the field would have anyway.
    fn custom_json_name(&self, id: FieldId) -> Option<String> {
        let value = self.entry(self.file[id].options, "json_name")?.value()?;
        value.token(TokenKind::String)?;
        let name = String::from_utf8(literals::string_bytes(value)).ok()?;
        (name != default_json_name(self.file, id)).then_some(name)
    }

    fn is_legacy_json(&self, id: MessageId) -> bool {
        self.has_legacy_json_option(id)
            || self.features(Owner::Message(id)).json_format == JsonFormat::LegacyBestEffort
    }

    /// The message has the option that tolerates JSON names of old.
    pub(super) fn has_legacy_json_option(&self, id: MessageId) -> bool {
        self.is_set(self.file[id].options, "deprecated_legacy_json_field_conflicts")
    }

    fn json_clash(&mut self, name: &str, first: FieldId, field: FieldId) {
        let [of_first, of_field] = [first, field].map(|id| self.name(self.file[id].name));
        if of_first == of_field {
            return;
        }
        let label = self.place(self.file[first].name_span);
        let problem = MessageProblem::JsonNameConflict { name: of_field, other: of_first, json: name };
        self.problem(self.file[field].name_span, problem).label(label, "the other field");
    }
}
