//! What options say of themselves: on what they may be set, and in which editions.

use super::Checker;
use crate::diagnostic::Place;
use crate::schema::Global;
use crate::schema::file::{EnumId, FieldId, FieldParent, File, RowId, ValueId};
use crate::schema::options::{Owner, Record, Use, Value, plain_entry};
use crate::schema::problems::error_at;
use crate::schema::resolve::Type;
use rustc_hash::FxHashMap;

/// `targets` and `feature_support` of `google.protobuf.FieldOptions`.
const TARGETS: i32 = 19;
const FEATURE_SUPPORT: i32 = 22;
/// `feature_support` of `google.protobuf.EnumValueOptions`.
const VALUE_SUPPORT: i32 = 4;

/// What a field of an options message says of its use.
#[derive(Clone, Default)]
struct Terms {
    targets: Vec<u64>,
    support: Support,
}

#[derive(Clone, Default)]
struct Support {
    introduced: Option<u64>,
    deprecated: Option<u64>,
    deprecation_warning: Option<String>,
    removed: Option<u64>,
    /// What to do instead.
    removal_error: Option<String>,
}

impl Checker<'_, '_> {
    /// Checks each field that an option of this file sets.
    pub(super) fn lifetimes(&mut self, uses: &[Use]) {
        let mut known: FxHashMap<Global<FieldId>, Terms> = FxHashMap::default();
        for used in uses {
            if !self.is_edition() && self.is_feature(used.field) {
                // That there are none is said already.
                continue;
            }
            let terms = known.entry(used.field).or_insert_with(|| self.terms(used.field));
            let terms = terms.clone();
            self.target(used, &terms.targets);
            self.own_feature(used);
            self.unknown_feature(used);
            self.support(used, &terms.support, None);
            self.value_support(used);
        }
    }

    fn is_feature(&self, field: Global<FieldId>) -> bool {
        let file = self.typed.linked.file(field.file);
        let FieldParent::Message(message) = file[field.id].parent else { return false };
        file.name(file[message].full_name) == "google.protobuf.FeatureSet"
    }

    fn terms(&self, field: Global<FieldId>) -> Terms {
        let file = self.typed.linked.file(field.file);
        let options = file[field.id].options;
        let is_said = |name| plain_entry(file, options, name).is_some();
        if !is_said("targets") && !is_said("feature_support") {
            return Terms::default();
        }
        let records = self.typed.records(field.file, Owner::Field(field.id));
        Terms {
            targets: records
                .iter()
                .filter(|r| r.number == TARGETS)
                .filter_map(|r| r.value.as_varint())
                .collect(),
            support: Support::of(&records, FEATURE_SUPPORT),
        }
    }

    /// What a field of an options message, or a value of an enum, says of its own time is to make sense.
    pub(super) fn own_support(&mut self, owner: Owner) {
        let (options, number) = match owner {
            Owner::Field(id) => (self.file[id].options, FEATURE_SUPPORT),
            Owner::Value(id) => (self.file[id].options, VALUE_SUPPORT),
            _ => return,
        };
        let Some(entry) = self.entry(options, "feature_support") else { return };
        let records = self.typed.records(self.at, owner);
        if let Some(message) = Support::of(&records, number).contradiction() {
            self.report(entry.node().span(), message, "change its `feature_support`");
        }
    }

    fn target(&mut self, used: &Use, targets: &[u64]) {
        if targets.is_empty() || targets.contains(&used.owner.target_type()) {
            return;
        }
        let name = self.option_name(used.field);
        let message = format!("`{name}` cannot be set on {}", used.owner.describe());
        let place = self.declaration_of(used.field);
        let problem = error_at(Place::new(self.at, used.span), message);
        self.problems.push(problem.label(place, "its targets are declared here").help("remove the option"));
    }

    /// A feature is known once the file that declares it is done.
    fn own_feature(&mut self, used: &Use) {
        let FieldParent::Extend(extend) = self.typed.linked.file(used.field.file)[used.field.id].parent
        else {
            return;
        };
        let Some(extendee) = self.typed.types(used.field.file).extendees[extend.index()] else { return };
        let file = self.typed.linked.file(extendee.file);
        if used.field.file == self.at
            && file.name(file[extendee.id].full_name) == "google.protobuf.FeatureSet"
        {
            let message =
                format!("the feature `{}` is declared in this very file", self.option_name(used.field));
            self.report(used.span, message, "declare features in a file of their own, and import it");
        }
    }

    /// The value 0 of a feature stands for what nobody said.
    fn unknown_feature(&mut self, used: &Use) {
        let file = self.typed.linked.file(used.field.file);
        if self.is_feature(used.field)
            && used.value == Some(0)
            && matches!(self.typed.field_type(used.field), Type::Enum(_))
        {
            let message =
                format!("the feature `{}` is set to its unknown value", file.name(file[used.field.id].name));
            self.report(used.span, message, "choose another value");
        }
    }

    fn support(&mut self, used: &Use, support: &Support, value: Option<&str>) {
        let edition = self.file.edition as u64;
        let what = || value.map_or_else(|| self.option_name(used.field), str::to_owned);
        let problem = if support.introduced.is_some_and(|introduced| edition < introduced) {
            let since = edition_name(support.introduced);
            self.problem(used.span, format!("`{}` comes with edition {since}", what()))
                .help("raise the edition of the file, or remove it")
        } else if support.removed.is_some_and(|removed| edition >= removed) {
            let since = edition_name(support.removed);
            let problem = self.problem(used.span, format!("`{}` is gone since edition {since}", what()));
            match &support.removal_error {
                // What its authors have to say of it.
                Some(reason) => problem.help(format!("remove it; it was removed with the words: {reason:?}")),
                None => problem.help("remove it"),
            }
        } else {
            return;
        };
        let problem = match used.owner.name_span(self.file) {
            Some(name) => problem.label(self.place(name), "set for this"),
            None => problem,
        };
        self.problems.push(problem);
    }

    /// Single values of an enum may come and go as well.
    fn value_support(&mut self, used: &Use) {
        let (Type::Enum(of), Some(number)) = (self.typed.field_type(used.field), used.value) else { return };
        let file = self.typed.linked.file(of.file);
        let Some(value) = value_of(file, of.id, number) else { return };
        if plain_entry(file, file[value].options, "feature_support").is_none() {
            return;
        }
        let records = self.typed.records(of.file, Owner::Value(value));
        let name = file.name(file[value].name).to_owned();
        self.support(used, &Support::of(&records, VALUE_SUPPORT), Some(&name));
    }

    fn option_name(&self, field: Global<FieldId>) -> String {
        self.typed.linked.full_name(Global { file: field.file, id: crate::schema::Symbol::Field(field.id) })
    }

    fn declaration_of(&self, field: Global<FieldId>) -> Place {
        Place::new(field.file, self.typed.linked.file(field.file)[field.id].name_span)
    }
}

fn value_of(file: &File, of: EnumId, number: u64) -> Option<ValueId> {
    file[of].values.iter().find(|&id| file[id].number.is_some_and(|n| i64::from(n) as u64 == number))
}

impl Support {
    /// What the record of this number says.
    fn of(records: &[Record], number: i32) -> Support {
        let mut support = Support::default();
        for record in records.iter().filter(|record| record.number == number) {
            let Value::Message(fields) = &record.value else { continue };
            for field in fields {
                match (field.number, &field.value) {
                    (1, value) => support.introduced = value.as_varint(),
                    (2, value) => support.deprecated = value.as_varint(),
                    (3, Value::Scalar(bytes)) => {
                        support.deprecation_warning = String::from_utf8(bytes.clone()).ok()
                    }
                    (4, value) => support.removed = value.as_varint(),
                    (5, Value::Scalar(bytes)) => {
                        support.removal_error = String::from_utf8(bytes.clone()).ok()
                    }
                    _ => {}
                }
            }
        }
        support
    }
}

impl Support {
    fn contradiction(&self) -> Option<&'static str> {
        let before = |a: Option<u64>, b: Option<u64>| matches!((a, b), (Some(a), Some(b)) if a < b);
        Some(if self.deprecated.is_some() && self.deprecation_warning.is_none() {
            "it is deprecated at some time, and no `deprecation_warning` says why"
        } else if self.deprecated.is_none() && self.deprecation_warning.is_some() {
            "it has a `deprecation_warning`, and is never deprecated"
        } else if self.removed.is_some() && self.removal_error.is_none() && self.removed != self.introduced {
            "it is removed at some time, and no `removal_error` says why"
        } else if self.removed.is_none() && self.removal_error.is_some() {
            "it has a `removal_error`, and is never removed"
        } else if before(self.deprecated, self.introduced) {
            "it is deprecated before it is introduced"
        } else if before(self.removed, self.introduced) {
            "it is removed before it is introduced"
        } else if before(self.removed, self.deprecated) {
            "it is removed before it is deprecated"
        } else {
            return None;
        })
    }
}

/// How people call an edition.
fn edition_name(edition: Option<u64>) -> String {
    match edition {
        Some(1000) => "2023".to_owned(),
        Some(1001) => "2024".to_owned(),
        Some(1002) => "2026".to_owned(),
        other => other.map_or_else(String::new, |number| number.to_string()),
    }
}
