//! What options say of themselves: on what they may be set, and in which editions.

use super::Checker;
use crate::schema::file::{EnumId, FieldId, FieldParent, RowId};
use crate::schema::options::{Owner, Record, Use, Value, plain_entry};
use crate::schema::problems::EditionProblem;
use crate::schema::resolve::Type;
use crate::schema::{Global, Symbol};
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// `targets` and `feature_support` of `google.protobuf.FieldOptions`.
const TARGETS: i32 = 19;
const FEATURE_SUPPORT: i32 = 22;
/// `feature_support` of `google.protobuf.EnumValueOptions`.
const VALUE_SUPPORT: i32 = 4;

/// What a field of an options message says of its use.
#[derive(Default)]
struct Terms {
    targets: Vec<u64>,
    support: Support,
}

#[derive(Default)]
struct Support {
    introduced: Option<u64>,
    deprecated: Option<u64>,
    deprecation_warning: Option<String>,
    removed: Option<u64>,
    /// What to do instead.
    removal_error: Option<String>,
}

/// What was read of options and their values, so that each is read once.
#[derive(Default)]
struct Known<'s> {
    terms: FxHashMap<Global<FieldId>, Rc<Terms>>,
    enums: FxHashMap<Global<EnumId>, Rc<TimedValues<'s>>>,
}

/// The values of an enum that come or go, by their numbers as they are encoded.
type TimedValues<'s> = FxHashMap<u64, (&'s str, Support)>;

impl<'s> Checker<'s, '_> {
    /// Checks each field that an option of this file sets.
    pub(super) fn lifetimes(&mut self, uses: &[Use]) {
        let mut known = Known::default();
        for used in uses {
            if !self.is_edition() && self.is_feature(used.field) {
                // That there are none is said already.
                continue;
            }
            let terms = match known.terms.get(&used.field) {
                Some(terms) => terms.clone(),
                None => {
                    let terms = Rc::new(self.terms(used.field));
                    known.terms.insert(used.field, terms.clone());
                    terms
                }
            };
            self.target(used, &terms.targets);
            self.own_feature(used);
            self.unknown_feature(used);
            self.support(used, &terms.support, None);
            self.value_support(used, &mut known);
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
            self.report(entry.node().span(), EditionProblem::Contradiction { message });
        }
    }

    fn target(&mut self, used: &Use, targets: &[u64]) {
        if targets.is_empty() || targets.contains(&used.owner.target_type()) {
            return;
        }
        let (linked, option) = (&self.typed.linked, symbol(used.field));
        let problem =
            || EditionProblem::Target { name: linked.full_name(option), owner: used.owner.describe() };
        self.problem(used.span, problem).label(option, "its targets are declared here");
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
            let linked = &self.typed.linked;
            let name = || linked.full_name(symbol(used.field));
            self.report(used.span, || EditionProblem::OwnFeature { name: name() });
        }
    }

    /// The value 0 of a feature stands for what nobody said.
    fn unknown_feature(&mut self, used: &Use) {
        let file = self.typed.linked.file(used.field.file);
        if self.is_feature(used.field)
            && used.value == Some(0)
            && matches!(self.typed.field_type(used.field), Type::Enum(_))
        {
            let name = file.name(file[used.field.id].name);
            self.report(used.span, EditionProblem::UnknownFeature { name });
        }
    }

    fn support(&mut self, used: &Use, support: &Support, value: Option<&str>) {
        let edition = self.file.edition as u64;
        let is_early = support.introduced.is_some_and(|introduced| edition < introduced);
        if !is_early && support.removed.is_none_or(|removed| edition < removed) {
            return;
        }
        let linked = &self.typed.linked;
        let problem = || {
            let name = value.map_or_else(|| linked.full_name(symbol(used.field)), str::to_owned);
            if is_early {
                return EditionProblem::TooEarly { name, since: edition_name(support.introduced) };
            }
            let help = match &support.removal_error {
                // What its authors have to say of it.
                Some(reason) => format!("remove it; it was removed with the words: {reason:?}"),
                None => "remove it".to_owned(),
            };
            EditionProblem::Removed { name, since: edition_name(support.removed), help }
        };
        let set_for = used.owner.name_span(self.file).map(|name| self.place(name));
        let reported = self.problem(used.span, problem);
        if let Some(place) = set_for {
            reported.label(place, "set for this");
        }
    }

    /// Single values of an enum may come and go as well.
    fn value_support(&mut self, used: &Use, known: &mut Known<'s>) {
        let (Type::Enum(of), Some(number)) = (self.typed.field_type(used.field), used.value) else { return };
        let values = match known.enums.get(&of) {
            Some(values) => values.clone(),
            None => {
                let values = Rc::new(self.timed_values(of));
                known.enums.insert(of, values.clone());
                values
            }
        };
        if let Some((name, support)) = values.get(&number) {
            self.support(used, support, Some(name));
        }
    }

    fn timed_values(&self, of: Global<EnumId>) -> TimedValues<'s> {
        let file = self.typed.linked.file(of.file);
        let mut numbers = FxHashSet::default();
        let mut timed = FxHashMap::default();
        for id in file[of.id].values.iter() {
            let Some(number) = file[id].number else { continue };
            // Of values with one number the first counts.
            let is_first = numbers.insert(number);
            if is_first && plain_entry(file, file[id].options, "feature_support").is_some() {
                let records = self.typed.records(of.file, Owner::Value(id));
                let support = Support::of(&records, VALUE_SUPPORT);
                timed.insert(i64::from(number) as u64, (file.name(file[id].name), support));
            }
        }
        timed
    }
}

fn symbol(field: Global<FieldId>) -> Global<Symbol> {
    Global { file: field.file, id: Symbol::Field(field.id) }
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
