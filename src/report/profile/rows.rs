//! The bytes of a profile in rows that add up: each byte of the messages is in one of them. Draws nothing.

use super::notes::notes;
use super::{By, Proposed};
use protune_wire::profile::{Counts, Distinct, Field, Node, Profile, Unknown};
use std::collections::BTreeMap;

/// All rows, the greatest first.
pub(super) struct Rows<'p> {
    pub(super) profile: &'p Profile,
    pub(super) by: By,
    pub(super) rows: Vec<Row<'p>>,
    /// Sum of all rows.
    pub(super) total: Weight,
    /// Rewrites that would save bytes.
    pub(super) proposals: &'p [Proposed],
}

pub(super) struct Row<'p> {
    /// Name of its subject, as the table shows it.
    pub(super) name: String,
    /// The full name of the message type.
    pub(super) message: &'p str,
    /// `None` for a whole message, or for unknown fields.
    pub(super) field: Option<&'p Field>,
    pub(super) weight: Weight,
    /// Counts of fields.
    pub(super) counts: Counts,
    /// Places of the nodes where they were counted.
    nodes: Vec<usize>,
}

/// Bytes by their use. The content of a message does not count for its field.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Weight {
    pub(super) records: u64,
    pub(super) tag: u64,
    pub(super) length: u64,
    pub(super) payload: u64,
    pub(super) unknown: u64,
}

impl Row<'_> {
    /// Properties of the values of the field.
    pub(super) fn notes(&self, profile: &Profile) -> Vec<String> {
        let nodes = self.nodes.iter().map(|&at| &profile.nodes[at]);
        self.field.map_or_else(Vec::new, |field| notes(profile, nodes, field, &self.counts))
    }

    /// Number of different values, if they were compared.
    pub(super) fn distinct(&self) -> Option<Distinct> {
        self.field.and_then(|_| self.counts.distinct())
    }
}

impl<'p> Rows<'p> {
    pub(super) fn of(profile: &'p Profile, by: By) -> Rows<'p> {
        let mut rows: BTreeMap<(String, &str), Row<'p>> = BTreeMap::new();
        for (at, node) in profile.nodes.iter().enumerate() {
            let message = &*profile.ty(node).name;
            let around = path(profile, at).join(".");
            let mut add = |last: &str, field: Option<&'p Field>, weight: Weight, counts: &Counts| {
                let name = match by {
                    By::Path if around.is_empty() => last.to_owned(),
                    By::Path => format!("{around}.{last}"),
                    By::Message => message.to_owned(),
                    By::Field => format!("{message}.{last}"),
                };
                let field = field.filter(|_| by != By::Message);
                let empty = || Row {
                    name,
                    message,
                    field,
                    weight: Weight::default(),
                    counts: Counts::default(),
                    nodes: Vec::new(),
                };
                let key = match by {
                    By::Message => String::new(),
                    By::Path => format!("{at} {last}"),
                    By::Field => last.to_owned(),
                };
                let row = rows.entry((key, message)).or_insert_with(empty);
                row.weight = row.weight + weight;
                row.counts.add(counts);
                row.nodes.push(at);
            };
            for (field, counts) in fields(profile, node) {
                add(&label(field), Some(field), Weight::of(field, counts), counts);
            }
            for unknown in &node.unknown {
                add(&unknown_label(unknown), None, Weight::unknown(unknown), &Counts::default());
            }
        }
        let mut rows: Vec<Row<'p>> = rows.into_values().collect();
        rows.sort_by(|a, b| b.weight.bytes().cmp(&a.weight.bytes()).then_with(|| a.name.cmp(&b.name)));
        let total = rows.iter().fold(Weight::default(), |sum, row| sum + row.weight);
        Rows { profile, by, rows, total, proposals: &[] }
    }

    /// Rows that are shown.
    pub(super) fn shown(&self, limit: Option<usize>) -> &[Row<'p>] {
        &self.rows[..limit.map_or(self.rows.len(), |limit| limit.min(self.rows.len()))]
    }
}

/// The fields that were there in a node, with what was counted.
pub(super) fn fields<'p>(
    profile: &'p Profile,
    node: &'p Node,
) -> impl Iterator<Item = (&'p Field, &'p Counts)> {
    let ty = profile.ty(node);
    node.fields.iter().filter_map(|counts| Some((ty.field(counts.number)?, counts)))
}

/// The fields that lead to a node.
pub(super) fn path(profile: &Profile, at: usize) -> Vec<String> {
    let mut path = Vec::new();
    let mut node = &profile.nodes[at];
    while let (Some(parent), Some(field)) = (node.parent, profile.field_of(node)) {
        path.push(label(field));
        node = &profile.nodes[parent as usize];
    }
    path.reverse();
    path
}

/// Name of a field in options or the text format.
pub(super) fn label(field: &Field) -> String {
    if field.is_extension { format!("({})", field.name) } else { field.name.clone() }
}

pub(super) fn unknown_label(unknown: &Unknown) -> String {
    let wire_type = match unknown.wire_type {
        0 => "varint",
        1 => "fixed64",
        2 => "length-delimited",
        3 => "group",
        _ => "fixed32",
    };
    format!("<unknown {}, {wire_type}>", unknown.number)
}

impl Weight {
    pub(super) fn of(field: &Field, counts: &Counts) -> Weight {
        let is_message = field.kind().is_some_and(|kind| kind.is_message());
        Weight {
            records: counts.records,
            tag: counts.tag_bytes,
            length: counts.length_bytes,
            payload: if is_message { 0 } else { counts.payload_bytes },
            unknown: 0,
        }
    }

    pub(super) fn unknown(unknown: &Unknown) -> Weight {
        Weight { records: unknown.records, unknown: unknown.bytes(), ..Weight::default() }
    }

    pub(super) fn bytes(self) -> u64 {
        self.tag + self.length + self.payload + self.unknown
    }
}

impl std::ops::Add for Weight {
    type Output = Weight;

    fn add(self, other: Weight) -> Weight {
        Weight {
            records: self.records + other.records,
            tag: self.tag + other.tag,
            length: self.length + other.length,
            payload: self.payload + other.payload,
            unknown: self.unknown + other.unknown,
        }
    }
}
