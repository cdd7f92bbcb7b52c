//! Conditions for every profile that is read, so that nothing has to be checked later: places exist, lists are in their
//! order, and sums do not overflow.

use super::key::MOST_VALUES;
use super::order::ALL_ZERO;
use super::prefix::PREFIXES;
use super::sketch::Sketch;
use super::tally::SIZES;
use super::{Counts, Node, Profile};
use crate::varint;

/// Sum of all counts of a profile. Whatever is added up of them stays below 64 bits, also ten times.
const MOST: u128 = 1 << 56;

impl Profile {
    pub(super) fn is_sound(&self) -> bool {
        let is_placed = |(at, node): (usize, &Node)| {
            let has_parent = match node.parent {
                None => at == 0,
                Some(parent) => (parent as usize) < at,
            };
            has_parent && (node.ty as usize) < self.types.len()
        };
        let fields = || self.types.iter().flat_map(|ty| &ty.fields);
        let is_declared =
            |node: &Node| node.fields.iter().all(|counts| self.ty(node).field(counts.number).is_some());
        !self.nodes.is_empty()
            && self.nodes.iter().enumerate().all(is_placed)
            && self.types.iter().all(|ty| ty.fields.is_sorted_by(|a, b| a.number < b.number))
            && self.types.is_sorted_by(|a, b| a.name < b.name)
            && self.partitions.is_sorted_by(|a, b| a < b)
            && fields().all(|field| field.closed.is_sorted_by(|a, b| a < b))
            && self.nodes.iter().all(|node| node.fields.is_sorted_by(|a, b| a.number < b.number))
            && self.nodes.iter().all(is_declared)
            && self.nodes.iter().flat_map(|node| &node.fields).all(|counts| self.has_sound_values(counts))
            && self.total() <= MOST
            && !(self.sealed && self.key.is_some())
    }

    fn has_sound_values(&self, counts: &Counts) -> bool {
        let are_sound = |values: &super::Values| {
            let is_sorted = match self.sealed {
                true => {
                    values.values.is_sorted_by(|a, b| (b.count, b.length) <= (a.count, a.length))
                        && values.values.iter().all(|value| value.hash == 0)
                }
                false => values.values.is_sorted_by(|a, b| a.hash < b.hash),
            };
            is_sorted
                && values.values.len() <= if values.is_full { 0 } else { MOST_VALUES }
                && values.values.iter().all(|value| value.count > 0)
                && (self.sealed || self.key.is_some())
        };
        let has_sound_parts = counts.lengths.len() <= 5
            && counts.integers.iter().all(|it| {
                let histograms = [&it.plain, &it.zigzag, &it.delta];
                histograms.iter().all(|histogram| histogram.len() <= varint::MAX_LEN) && it.tens <= ALL_ZERO
            })
            && counts.lists.iter().all(|it| it.sizes.len() <= SIZES && it.second.len() <= varint::MAX_LEN)
            && counts.strings.iter().all(|it| it.prefix.len() <= PREFIXES.len());
        let is_sealed = counts.sketch.is_empty() || !self.sealed;
        has_sound_parts
            && is_sealed
            && (counts.estimate == 0 || self.sealed)
            && Sketch::decode(&counts.sketch).is_some()
            && counts.values.as_ref().is_none_or(are_sound)
    }

    /// Sum of all counts.
    fn total(&self) -> u128 {
        let nodes = self.nodes.iter().map(|node| {
            let fields = node.fields.iter().map(total).sum::<u128>();
            let unknown = node
                .unknown
                .iter()
                .flat_map(|it| [it.records, it.tag_bytes, it.length_bytes, it.payload_bytes]);
            let derived = node.derived.iter().map(|derived| derived.holds);
            fields + sum(unknown.chain(derived).chain([node.messages, node.bytes]))
        });
        nodes.sum::<u128>() + sum([self.messages, self.bytes])
    }
}

fn sum(numbers: impl IntoIterator<Item = u64>) -> u128 {
    numbers.into_iter().map(u128::from).sum()
}

fn total(counts: &Counts) -> u128 {
    let plain = [
        counts.records,
        counts.packed_records,
        counts.elements,
        counts.messages,
        counts.zeros,
        counts.tag_bytes,
        counts.length_bytes,
        counts.payload_bytes,
        counts.overlong_bytes,
        counts.repeats,
        counts.undeclared,
        counts.exact_floats,
        counts.estimate,
    ];
    let integers = counts.integers.iter().map(|it| {
        sum([&it.plain, &it.zigzag, &it.delta].into_iter().flatten().copied()) + u128::from(it.negative)
    });
    let lists = counts.lists.iter().map(|it| {
        sum(it.sizes.iter().chain(&it.second).copied()) + sum([it.packed_length_bytes, it.packed_bytes])
    });
    let strings = counts.strings.iter().map(|it| sum([it.ascii, it.not_utf8, it.uuid, it.hex]));
    let values = counts.values.iter().flat_map(|it| &it.values);
    let values = values.map(|value| u128::from(value.count) * u128::from(value.length.max(1)));
    let parts: u128 = integers.chain(lists).chain(strings).chain(values).sum();
    parts + sum(plain.into_iter().chain(counts.lengths.iter().copied()))
}
