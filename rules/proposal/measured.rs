//! Measurements of messages and fields that both a profile and a schema have, next to their declarations. Counts nothing
//! itself.

use super::restate::Declared;
use crate::scalars;
use protune_compiler::schema::{FieldView, MessageView};
use protune_wire::profile::{Counts, Derived, Profile};
use protune_wire::{Field, Label, Layout, Type, varint};
use std::collections::{BTreeMap, BTreeSet};

/// Measured messages, in order of their names.
#[derive(Debug)]
pub struct Measurements<'s> {
    pub messages: Vec<Measured<'s>>,
}

/// Measured message type, in all positions together.
#[derive(Debug)]
pub struct Measured<'s> {
    pub ty: &'s Type,
    pub declared: MessageView<'s>,
    /// Number of messages.
    pub count: u64,
    /// All declared fields, including extensions, in order of their numbers.
    pub fields: Vec<MeasuredField<'s>>,
    /// Numbers of unknown fields.
    pub unknown: BTreeSet<u32>,
    /// Derivations that held in every message.
    pub derived: Vec<Derived>,
}

#[derive(Debug)]
pub struct MeasuredField<'s> {
    pub field: &'s Field,
    /// Full name of the message that contains the field.
    pub message: &'s str,
    pub declared: FieldView<'s>,
    /// `None` if it was never present.
    pub counts: Option<Counts>,
}

impl<'s> Measurements<'s> {
    pub fn new(declared: &Declared<'s>, layout: &'s Layout, profile: &Profile) -> Measurements<'s> {
        let mut totals = profile.totals();
        let mut of_types: BTreeMap<&str, OfType> = BTreeMap::new();
        for node in &profile.nodes {
            of_types.entry(&profile.ty(node).name).or_default().add(node);
        }
        let measured = |ty: &'s Type| {
            let of = of_types.remove(&*ty.name)?;
            let field = |field: &'s Field| {
                let declared = declared.field(&ty.name, field.number)?;
                let counts = totals.remove(&(&*ty.name, field.number));
                Some(MeasuredField { field, message: &ty.name, declared, counts })
            };
            Some(Measured {
                ty,
                declared: declared.message(&ty.name)?,
                count: of.count,
                fields: ty.fields().iter().filter_map(field).collect(),
                unknown: of.unknown,
                derived: of.derived.unwrap_or_default(),
            })
        };
        Measurements { messages: layout.types().map(|(_, ty)| ty).filter_map(measured).collect() }
    }
}

/// Totals of the nodes of a type.
#[derive(Default)]
struct OfType {
    count: u64,
    unknown: BTreeSet<u32>,
    derived: Option<Vec<Derived>>,
}

impl OfType {
    fn add(&mut self, node: &protune_wire::profile::Node) {
        if node.messages == 0 {
            return;
        }
        self.count += node.messages;
        self.unknown.extend(node.unknown.iter().map(|unknown| unknown.number));
        let key = |derived: &Derived| (derived.field, derived.form, derived.from);
        self.derived = Some(match self.derived.take() {
            None => node.derived.clone(),
            Some(all) => {
                let here: BTreeSet<_> = node.derived.iter().map(key).collect();
                all.into_iter().filter(|derived| here.contains(&key(derived))).collect()
            }
        });
    }
}

impl MeasuredField<'_> {
    /// Name of the field; for keys and values of a map, after the name of the map.
    pub fn name(&self) -> String {
        let (field, written) = (self.declared, scalars::written(self.declared));
        match field.is_of_map_entry() {
            true => format!("{}.{}", written.name(), field.name()),
            false => field.name().to_owned(),
        }
    }

    /// Returns whether some of its elements are packed.
    pub fn is_packed_somewhere(&self) -> bool {
        self.counts.as_ref().is_some_and(|counts| counts.packed_records > 0)
    }

    /// Returns whether some of its elements are not packed.
    pub fn is_expanded_somewhere(&self) -> bool {
        self.counts.as_ref().is_some_and(|counts| counts.records > counts.packed_records)
    }

    /// Size of its tag in bytes.
    pub fn tag(&self) -> u64 {
        varint::tag_len(self.field.number) as u64
    }

    /// Number of its tags if all messages are encoded as the schema declares.
    pub fn tags(&self) -> u64 {
        let Some(counts) = &self.counts else { return 0 };
        let ends = if self.field.kind == protune_wire::Kind::Group { 2 } else { 1 };
        ends * match self.field.label {
            Label::Repeated { packed: true } => self.lists(),
            Label::Repeated { packed: false } | Label::Map => counts.elements,
            Label::Implicit => counts.messages.saturating_sub(counts.zeros),
            Label::Explicit | Label::Required => counts.messages,
        }
    }

    /// Number of messages that have elements of it.
    pub fn lists(&self) -> u64 {
        let lists = self.counts.as_ref().and_then(|counts| counts.lists.as_ref());
        lists.map_or(0, |lists| lists.sizes.iter().sum())
    }

    /// Bytes of the lengths of its values.
    pub fn length_bytes(&self) -> u64 {
        self.counts.as_ref().map_or(0, |counts| weighted(&counts.lengths))
    }
}

/// Sum of the lengths in a histogram, which starts at length 1.
pub(crate) fn weighted(histogram: &[u64]) -> u64 {
    histogram.iter().zip(1..).map(|(count, length)| count * length).sum()
}

/// `1 message`, `2 messages`.
pub(crate) fn counted(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
