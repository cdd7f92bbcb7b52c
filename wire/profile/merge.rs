//! Two profiles into one. Counts are summed, widths are the greater one, and what held in all messages
//! holds only if it did in both; so order and grouping do not matter.

use super::declared::describe;
use super::sketch::Sketch;
use super::{
    Counts, Derived, Doubles, Field, Integers, Lists, Node, Profile, RISING, Strings, Type, Unknown, Values,
};
use crate::layout::Layout;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Profiles of schemas that differ in more than additions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Mismatch {
    /// The types of their messages.
    Roots(String, String),
    /// At least one is sealed.
    Sealed,
    /// A type that only one declares, or that is a map entry in one.
    Type(String),
    /// A field that is declared differently.
    Field {
        /// The full name of its message.
        message: String,
        /// The name of the field.
        field: String,
        /// Declaration in the first profile.
        one: String,
        /// Declaration in the second profile.
        other: String,
    },
}

impl Mismatch {
    pub(super) fn field(message: &str, field: &Field, one: String, other: String) -> Mismatch {
        Mismatch::Field { message: message.to_owned(), field: field.name.clone(), one, other }
    }
}

impl Profile {
    /// Adds the counts of another profile. One schema may declare fields that the other does not, but fields of the same
    /// number have to be the same. Counts of single values stay if both have the same key. On an error nothing is
    /// changed.
    pub fn merge(&mut self, other: &Profile) -> Result<(), Mismatch> {
        if self.sealed || other.sealed {
            return Err(Mismatch::Sealed);
        }
        if self.root().name != other.root().name {
            return Err(Mismatch::Roots(self.root().name.clone(), other.root().name.clone()));
        }
        let mut types: BTreeMap<&str, Type> = self.types.iter().map(|ty| (&*ty.name, ty.clone())).collect();
        for ty in &other.types {
            match types.entry(&ty.name) {
                Entry::Occupied(mut known) if known.get() != ty => known.get_mut().extend(ty)?,
                Entry::Occupied(_) => {}
                Entry::Vacant(free) => _ = free.insert(ty.clone()),
            }
        }
        let places: BTreeMap<&str, u32> = types.keys().copied().zip(0..).collect();
        let mut tree = Tree::default();
        tree.add(self, &places);
        tree.add(other, &places);
        let mut nodes = tree.in_order();
        let key = self.common_key(other);
        if key.is_none() {
            nodes.iter_mut().flat_map(|node| &mut node.fields).for_each(|counts| counts.values = None);
        }
        let types = types.into_values().collect();
        let partitions: BTreeSet<&String> = self.partitions.iter().chain(&other.partitions).collect();
        *self = Profile {
            messages: self.messages.saturating_add(other.messages),
            bytes: self.bytes.saturating_add(other.bytes),
            types,
            nodes,
            partitions: partitions.into_iter().cloned().collect(),
            key,
            ..std::mem::take(self)
        };
        Ok(())
    }

    /// The key of both. A profile of no messages has no say beside one of some.
    fn common_key(&self, other: &Profile) -> Option<u64> {
        match (self.messages, other.messages) {
            (0, 1..) => other.key,
            (1.., 0) => self.key,
            _ => self.key.filter(|_| self.key == other.key),
        }
    }

    /// It was made with this schema, as far as it goes.
    pub fn is_of(&self, layout: &Layout) -> Result<(), Mismatch> {
        let difference = |known: &Type| match layout.find(&known.name) {
            Some(id) => known.difference(&describe(layout, layout.get(id))),
            None => Some(Mismatch::Type(known.name.clone())),
        };
        self.types.iter().find_map(difference).map_or(Ok(()), Err)
    }
}

/// Nodes that know what is inside of them, in any order.
#[derive(Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// By node around, field and type.
    inside: BTreeMap<(Option<u32>, u32, u32), u32>,
}

impl Tree {
    /// Adds nodes that stand behind those around them. Types get the places of their names.
    pub(super) fn add(&mut self, profile: &Profile, places: &BTreeMap<&str, u32>) {
        let mut moved: Vec<u32> = Vec::with_capacity(profile.nodes.len());
        for node in &profile.nodes {
            let parent = node.parent.map(|parent| moved[parent as usize]);
            let ty = places[&*profile.ty(node).name];
            let at = self.nodes.len() as u32;
            let at = *self.inside.entry((parent, node.field, ty)).or_insert(at);
            match self.nodes.get_mut(at as usize) {
                Some(known) => known.add(node),
                None => self.nodes.push(Node { ty, parent, ..node.clone() }),
            }
            moved.push(at);
        }
    }

    /// Each before those inside of it, these by field and type.
    pub(super) fn in_order(mut self) -> Vec<Node> {
        let mut order = Vec::with_capacity(self.nodes.len());
        let mut open = vec![(0, None)];
        while let Some((at, parent)) = open.pop() {
            let place = order.len() as u32;
            order.push(Node { parent, ..std::mem::take(&mut self.nodes[at as usize]) });
            let within = (Some(at), 0, 0)..=(Some(at), u32::MAX, u32::MAX);
            open.extend(self.inside.range(within).rev().map(|(_, &inside)| (inside, Some(place))));
        }
        order
    }
}

impl Node {
    fn add(&mut self, other: &Node) {
        // Where there was no message, anything held.
        self.derived = match (self.messages, other.messages) {
            (0, _) => other.derived.clone(),
            (_, 0) => std::mem::take(&mut self.derived),
            _ => in_both(&self.derived, &other.derived),
        };
        add(&mut self.messages, other.messages);
        add(&mut self.bytes, other.bytes);
        union(&mut self.fields, &other.fields, |counts| counts.number, Counts::add);
        union(&mut self.unknown, &other.unknown, |it| (it.number, it.wire_type), Unknown::add);
    }
}

fn in_both(these: &[Derived], those: &[Derived]) -> Vec<Derived> {
    let key = |derived: &Derived| (derived.field, derived.form, derived.from);
    let both = |this: &Derived| {
        let that = those.iter().find(|that| key(that) == key(this))?;
        Some(Derived { holds: this.holds.saturating_add(that.holds), ..*this })
    };
    these.iter().filter_map(both).collect()
}

/// Sums what has the same key; the rest is taken over, and the order of keys is kept.
fn union<T: Clone, K: Ord>(these: &mut Vec<T>, those: &[T], key: fn(&T) -> K, add: fn(&mut T, &T)) {
    for that in those {
        match these.binary_search_by_key(&key(that), key) {
            Ok(at) => add(&mut these[at], that),
            Err(at) => these.insert(at, that.clone()),
        }
    }
}

impl Counts {
    /// Sums. The number is that of either.
    pub fn add(&mut self, other: &Counts) {
        self.number = other.number;
        add(&mut self.records, other.records);
        add(&mut self.packed_records, other.packed_records);
        add(&mut self.elements, other.elements);
        add(&mut self.messages, other.messages);
        add(&mut self.zeros, other.zeros);
        add(&mut self.tag_bytes, other.tag_bytes);
        add(&mut self.length_bytes, other.length_bytes);
        add(&mut self.payload_bytes, other.payload_bytes);
        add(&mut self.overlong_bytes, other.overlong_bytes);
        add(&mut self.repeats, other.repeats);
        add(&mut self.undeclared, other.undeclared);
        add(&mut self.exact_floats, other.exact_floats);
        self.double_marks |= other.double_marks;
        self.estimate = self.estimate.max(other.estimate);
        unite(&mut self.sketch, &other.sketch);
        sum(&mut self.lengths, &other.lengths);
        add_part(&mut self.integers, &other.integers, Integers::add);
        add_part(&mut self.lists, &other.lists, Lists::add);
        add_part(&mut self.strings, &other.strings, Strings::add);
        add_part(&mut self.values, &other.values, Values::add);
        add_part(&mut self.doubles, &other.doubles, Doubles::add);
    }
}

impl Integers {
    fn add(&mut self, other: &Integers) {
        sum(&mut self.plain, &other.plain);
        sum(&mut self.zigzag, &other.zigzag);
        sum(&mut self.delta, &other.delta);
        add(&mut self.negative, other.negative);
        self.bits = self.bits.max(other.bits);
        self.negative_bits = self.negative_bits.max(other.negative_bits);
        self.tens = self.tens.min(other.tens);
    }
}

impl Lists {
    fn add(&mut self, other: &Lists) {
        sum(&mut self.sizes, &other.sizes);
        add(&mut self.packed_length_bytes, other.packed_length_bytes);
        add(&mut self.packed_bytes, other.packed_bytes);
        self.order &= other.order;
        sum(&mut self.second, &other.second);
        if self.order & RISING == 0 {
            self.second.clear();
        }
    }
}

impl Strings {
    fn add(&mut self, other: &Strings) {
        add(&mut self.ascii, other.ascii);
        add(&mut self.not_utf8, other.not_utf8);
        add(&mut self.uuid, other.uuid);
        add(&mut self.hex, other.hex);
        self.forms &= other.forms;
        let common = self.prefix.iter().zip(&other.prefix).take_while(|(this, that)| this == that).count();
        self.prefix.truncate(common);
    }
}

impl Doubles {
    fn add(&mut self, other: &Doubles) {
        self.decimals = self.decimals.max(other.decimals);
    }
}

impl Unknown {
    fn add(&mut self, other: &Unknown) {
        add(&mut self.records, other.records);
        add(&mut self.tag_bytes, other.tag_bytes);
        add(&mut self.length_bytes, other.length_bytes);
        add(&mut self.payload_bytes, other.payload_bytes);
    }
}

fn add_part<T: Clone>(this: &mut Option<T>, that: &Option<T>, add: fn(&mut T, &T)) {
    match (this, that) {
        (Some(this), Some(that)) => add(this, that),
        (this @ None, Some(that)) => *this = Some(that.clone()),
        (_, None) => {}
    }
}

/// Adds without an overflow, which only made-up profiles could cause.
fn add(this: &mut u64, that: u64) {
    *this = this.saturating_add(that);
}

/// Sketches that cannot be read are none.
fn unite(these: &mut Vec<u8>, those: &[u8]) {
    if those.is_empty() || these == those {
        return;
    }
    if these.is_empty() {
        these.extend_from_slice(those);
        return;
    }
    let mut sketch = Sketch::decode(these).unwrap_or_default();
    sketch.merge(&Sketch::decode(those).unwrap_or_default());
    *these = sketch.encode();
}

/// Histograms end where there is nothing more.
fn sum(these: &mut Vec<u64>, those: &[u64]) {
    if these.len() < those.len() {
        these.resize(those.len(), 0);
    }
    for (this, that) in these.iter_mut().zip(those) {
        add(this, *that);
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mismatch::Roots(this, that) => {
                write!(f, "one is of messages `{this}`, and the other of messages `{that}`")
            }
            Mismatch::Sealed => f.write_str("a sealed profile cannot be merged"),
            Mismatch::Type(name) => write!(f, "the schemas that they were made with differ in `{name}`"),
            Mismatch::Field { message, field, one, other } => {
                write!(f, "field `{field}` of `{message}` is {one} in one, and {other} in the other")
            }
        }
    }
}

impl std::error::Error for Mismatch {}
