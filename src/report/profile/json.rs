//! One document: the totals, and a row for each path, message or field. Programs rely on its shape.

use super::rows::{Row, Rows};
use super::{By, Look, ProfileFormat};
use serde::Serialize;
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
        rows: rows.shown(limit).iter().map(entry).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn entry<'r>(row: &'r Row<'_>) -> Entry<'r> {
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
    }
}
