//! Targets and editions of options, as the options declare them.

use super::Checker;
use crate::schema::file::{EnumId, FieldId, FieldParent, FileId, RowId, Rows};
use crate::schema::options::Value;
use crate::schema::owner::{Owner, owners};
use crate::schema::problems::EditionProblem;
use crate::schema::resolve::Type;
use crate::schema::{Global, Symbol};
use crate::syntax::LiteralField;
use crate::text::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;

/// `targets` and `feature_support` of `google.protobuf.FieldOptions`.
const TARGETS: i32 = 19;
const FEATURE_SUPPORT: i32 = 22;
/// `feature_support` of `google.protobuf.EnumValueOptions`.
const VALUE_SUPPORT: i32 = 4;

/// Restrictions on the use of an option.
#[derive(Default)]
struct Terms {
    targets: Vec<u64>,
    support: Support,
}

/// A field that an option of this file sets.
#[derive(Clone, Copy)]
struct Use<'s> {
    field: Global<FieldId>,
    owner: Owner,
    value: Value<'s>,
}

/// Results of lookups for the options of the file.
#[derive(Default)]
struct Known<'s> {
    terms: FxHashMap<Global<FieldId>, Rc<Terms>>,
    enums: FxHashMap<Global<EnumId>, Rc<TimedValues<'s>>>,
}

/// Values of an enum that come or go, by their numbers as they are encoded.
type TimedValues<'s> = FxHashMap<u64, (&'s str, Support)>;

#[derive(Default)]
struct Support {
    introduced: Option<u64>,
    deprecated: Option<u64>,
    deprecation_warning: Option<String>,
    removed: Option<u64>,
    /// Advice for a removed option.
    removal_error: Option<String>,
}

impl<'s> Checker<'s, '_> {
    /// Checks each field that an option of this file sets.
    pub(super) fn lifetimes(&mut self) {
        let mut known = Known::default();
        // Ranges of one statement share their options.
        let mut last_range = Rows::default();
        for owner in owners(self.file) {
            let options = owner.options(self.file);
            if options.is_empty() || matches!(owner, Owner::Range(..)) && options == last_range {
                continue;
            }
            last_range = options;
            for value in self.values(owner).flat_map(Value::all) {
                self.lifetime(Use { field: value.field(), owner, value }, &mut known);
            }
        }
    }

    fn lifetime(&mut self, used: Use<'s>, known: &mut Known<'s>) {
        if !self.is_edition() && self.is_feature(used.field) {
            // That there are none is said already.
            return;
        }
        let terms = known.terms.entry(used.field).or_insert_with(|| Rc::new(self.terms(used.field))).clone();
        self.target(used, &terms.targets);
        self.own_feature(used);
        self.unknown_feature(used);
        self.support(used, &terms.support, None);
        self.value_support(used, known);
    }

    fn is_feature(&self, field: Global<FieldId>) -> bool {
        let file = self.typed.linked.file(field.file);
        let FieldParent::Message(message) = file[field.id].parent else { return false };
        file.name(file[message].full_name) == "google.protobuf.FeatureSet"
    }

    fn terms(&self, field: Global<FieldId>) -> Terms {
        let values: Vec<Value<'_>> = self.interpreted.values(field.file, Owner::Field(field.id)).collect();
        let targets = values.iter().filter(|value| value.number(self.typed) == TARGETS);
        Terms {
            targets: targets.filter_map(|value| value.varint()).collect(),
            support: self.support_of(field.file, Owner::Field(field.id)).unwrap_or_default(),
        }
    }

    /// Checks that the `feature_support` of a field of an options message or of an enum value is consistent.
    pub(super) fn own_support(&mut self, owner: Owner) {
        let Some(support) = self.support_of(self.at, owner) else { return };
        let Some(entry) = self.entry(owner.options(self.file), "feature_support") else { return };
        if let Some(message) = support.contradiction() {
            self.report(entry.node().span(), EditionProblem::Contradiction { message });
        }
    }

    /// Returns the `feature_support` of a field or an enum value.
    fn support_of(&self, file: FileId, owner: Owner) -> Option<Support> {
        let number = match owner {
            Owner::Field(_) => FEATURE_SUPPORT,
            Owner::Value(_) => VALUE_SUPPORT,
            _ => return None,
        };
        let is_support = |value: &Value<'_>| {
            let row = self.typed.row(value.field());
            row.number == Some(number) && matches!(row.parent, FieldParent::Message(_))
        };
        let mut values = self.interpreted.values(file, owner).filter(is_support).peekable();
        values.peek()?;
        let mut support = Support::default();
        values.flat_map(Value::children).for_each(|field| support.set(field.number(self.typed), field));
        Some(support)
    }

    /// Returns the span where the field is set: the option, or the name in a literal.
    fn use_span(&self, used: Use<'_>) -> Span {
        let node = used.value.written(self.file);
        match LiteralField::cast(node) {
            Some(field) => field.name().map_or(node, |name| name.node()).span(),
            None => node.span(),
        }
    }

    fn target(&mut self, used: Use<'_>, targets: &[u64]) {
        if targets.is_empty() || targets.contains(&used.owner.target_type()) {
            return;
        }
        let (linked, option) = (&self.typed.linked, symbol(used.field));
        let problem =
            || EditionProblem::Target { name: linked.full_name(option), owner: used.owner.describe() };
        self.problem(self.use_span(used), problem).label(option, "its targets are declared here");
    }

    /// A feature is known once the file that declares it is done.
    fn own_feature(&mut self, used: Use<'_>) {
        let FieldParent::Extend(extend) = self.typed.linked.file(used.field.file)[used.field.id].parent
        else {
            return;
        };
        let Some(extendee) = self.typed.types(used.field.file).extendees[extend.index()] else { return };
        let file = self.typed.linked.file(extendee.file);
        let is_in_literal = LiteralField::cast(used.value.written(self.file)).is_some();
        if used.field.file == self.at
            && !is_in_literal
            && file.name(file[extendee.id].full_name) == "google.protobuf.FeatureSet"
        {
            let linked = &self.typed.linked;
            let name = || linked.full_name(symbol(used.field));
            self.report(self.use_span(used), || EditionProblem::OwnFeature { name: name() });
        }
    }

    /// The value 0 of a feature stands for what nobody said.
    fn unknown_feature(&mut self, used: Use<'_>) {
        let file = self.typed.linked.file(used.field.file);
        if self.is_feature(used.field)
            && used.value.varint() == Some(0)
            && matches!(self.typed.field_type(used.field), Type::Enum(_))
        {
            let name = file.name(file[used.field.id].name);
            self.report(self.use_span(used), EditionProblem::UnknownFeature { name });
        }
    }

    fn support(&mut self, used: Use<'_>, support: &Support, value: Option<&str>) {
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
                Some(reason) => format!("remove it; reason for the removal: {reason:?}"),
                None => "remove it".to_owned(),
            };
            EditionProblem::Removed { name, since: edition_name(support.removed), help }
        };
        let set_for = used.owner.name_span(self.file).map(|name| self.place(name));
        let reported = self.problem(self.use_span(used), problem);
        if let Some(place) = set_for {
            reported.label(place, "set for this");
        }
    }

    /// Single values of an enum may come and go as well.
    fn value_support(&mut self, used: Use<'_>, known: &mut Known<'s>) {
        let (Type::Enum(of), Some(number)) = (self.typed.field_type(used.field), used.value.varint()) else {
            return;
        };
        let values = known.enums.entry(of).or_insert_with(|| Rc::new(self.timed_values(of))).clone();
        if let Some((name, support)) = values.get(&number) {
            self.support(used, support, Some(name));
        }
    }

    /// The values of an enum that come and go; of those with one number the first counts.
    fn timed_values(&self, of: Global<EnumId>) -> TimedValues<'s> {
        let file = self.typed.linked.file(of.file);
        let mut seen: FxHashSet<i32> = FxHashSet::default();
        let mut timed = FxHashMap::default();
        for id in file[of.id].values.iter() {
            let Some(number) = file[id].number.filter(|&number| seen.insert(number)) else { continue };
            if let Some(support) = self.support_of(of.file, Owner::Value(id)) {
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
    /// Sets a field of `FeatureSupport`.
    fn set(&mut self, number: i32, field: Value<'_>) {
        let text = || field.text().map(str::to_owned);
        match number {
            1 => self.introduced = field.varint(),
            2 => self.deprecated = field.varint(),
            3 => self.deprecation_warning = text(),
            4 => self.removed = field.varint(),
            5 => self.removal_error = text(),
            _ => {}
        }
    }

    fn contradiction(&self) -> Option<&'static str> {
        let before = |a: Option<u64>, b: Option<u64>| matches!((a, b), (Some(a), Some(b)) if a < b);
        Some(if self.deprecated.is_some() && self.deprecation_warning.is_none() {
            "`feature_support` has `edition_deprecated`, but no `deprecation_warning`"
        } else if self.deprecated.is_none() && self.deprecation_warning.is_some() {
            "`feature_support` has a `deprecation_warning`, but no `edition_deprecated`"
        } else if self.removed.is_some() && self.removal_error.is_none() && self.removed != self.introduced {
            "`feature_support` has `edition_removed`, but no `removal_error`"
        } else if self.removed.is_none() && self.removal_error.is_some() {
            "`feature_support` has a `removal_error`, but no `edition_removed`"
        } else if before(self.deprecated, self.introduced) {
            "`edition_deprecated` is before `edition_introduced`"
        } else if before(self.removed, self.introduced) {
            "`edition_removed` is before `edition_introduced`"
        } else if before(self.removed, self.deprecated) {
            "`edition_removed` is before `edition_deprecated`"
        } else {
            return None;
        })
    }
}

/// Returns the name of an edition in messages.
fn edition_name(edition: Option<u64>) -> String {
    match edition {
        Some(1000) => "2023".to_owned(),
        Some(1001) => "2024".to_owned(),
        Some(1002) => "2026".to_owned(),
        other => other.map_or_else(String::new, |number| number.to_string()),
    }
}
