//! One document: the totals, and a row for each path, message or field. Programs rely on its shape.

use super::rows::{Row, Rows};
use super::{By, Look, ProfileFormat};
use protune_wire::profile::{Distinct, Profile, Value, Values};
use serde::Serialize;
use std::cmp::Reverse;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'p> {
    version: u32,
    message: &'p str,
    messages: u64,
    bytes: u64,
    tag_bytes: u64,
    length_bytes: u64,
    payload_bytes: u64,
    unknown_bytes: u64,
    by: &'static str,
    rows: Vec<Entry<'p>>,
}

/// A message has no field, and unknown fields have no number here: their row is named for it.
#[derive(Serialize)]
struct Entry<'p> {
    name: &'p str,
    message: &'p str,
    field: Option<&'p str>,
    number: Option<u32>,
    #[serde(rename = "type")]
    kind: Option<&'static str>,
    bytes: u64,
    tag_bytes: u64,
    length_bytes: u64,
    payload_bytes: u64,
    unknown_bytes: u64,
    overlong_bytes: u64,
    records: u64,
    elements: u64,
    messages_with_it: u64,
    zeros: u64,
    /// Number of different values, if they were compared.
    distinct: Option<u64>,
    /// Values were counted, not estimated.
    is_distinct_exact: bool,
    /// Frequency and length of each value, the most frequent first, if single values were counted and are not too many.
    values: Option<Vec<Frequency>>,
    notes: Vec<String>,
}
/// A value, without itself.
#[derive(Serialize)]
struct Frequency {
    count: u64,
    length: u64,
}
pub(super) static FORMAT: ProfileFormat = ProfileFormat {
    name: "json",
    doc: "One document",
    rows: None,
    has_proposals: false,
    is_binary: false,
    write,
};

fn write(rows: &Rows<'_>, limit: Option<usize>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let (profile, total) = (rows.profile, rows.total);
    let document = Document {
        version: 1,
        message: &profile.root().name,
        messages: profile.messages,
        bytes: profile.bytes,
        tag_bytes: total.tag,
        length_bytes: total.length,
        payload_bytes: total.payload,
        unknown_bytes: total.unknown,
        by: match rows.by {
            By::Path => "path",
            By::Message => "message",
            By::Field => "field",
        },
        rows: rows.shown(limit).iter().map(|row| entry(profile, row)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn entry<'r>(profile: &Profile, row: &'r Row<'_>) -> Entry<'r> {
    let (weight, counts) = (row.weight, &row.counts);
    Entry {
        name: &row.name,
        message: row.message,
        field: row.field.map(|field| &*field.name),
        number: row.field.map(|field| field.number),
        kind: row.field.and_then(|field| field.kind()).map(|kind| kind.name()),
        bytes: weight.bytes(),
        tag_bytes: weight.tag,
        length_bytes: weight.length,
        payload_bytes: weight.payload,
        unknown_bytes: weight.unknown,
        overlong_bytes: counts.overlong_bytes,
        records: weight.records,
        elements: counts.elements,
        messages_with_it: counts.messages,
        zeros: counts.zeros,
        distinct: row.distinct().map(|distinct| match distinct {
            Distinct::Exact(count) | Distinct::About(count) => count,
        }),
        is_distinct_exact: matches!(row.distinct(), Some(Distinct::Exact(_))),
        values: row.field.and(counts.values.as_ref()).filter(|values| !values.is_full).map(frequencies),
        notes: row.notes(profile),
    }
}

fn frequencies(values: &Values) -> Vec<Frequency> {
    let of = |value: &Value| Frequency { count: value.count, length: value.length };
    let mut all: Vec<Frequency> = values.values.iter().map(of).collect();
    all.sort_unstable_by_key(|it| Reverse((it.count, it.length)));
    all
}
