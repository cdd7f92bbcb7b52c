//! The file format of pprof, as far as it is needed: stacks of fields with bytes. See `profile.proto` in
//! the repository of pprof. The only place of the program that names prost.

use super::rows::{self, Rows, Weight};
use super::{Look, ProfileFormat};
use crate::compression;
use prost::Message;
use protune_wire::profile::{Node, Profile};
use std::collections::BTreeMap;
use std::io::{self, Write};

#[derive(Clone, PartialEq, Message)]
struct Pprof {
    #[prost(message, repeated, tag = "1")]
    sample_type: Vec<ValueType>,
    #[prost(message, repeated, tag = "2")]
    sample: Vec<Sample>,
    #[prost(message, repeated, tag = "4")]
    location: Vec<Location>,
    #[prost(message, repeated, tag = "5")]
    function: Vec<Function>,
    #[prost(string, repeated, tag = "6")]
    string_table: Vec<String>,
    #[prost(int64, tag = "14")]
    default_sample_type: i64,
}

#[derive(Clone, PartialEq, Message)]
struct ValueType {
    #[prost(int64, tag = "1")]
    r#type: i64,
    #[prost(int64, tag = "2")]
    unit: i64,
}

#[derive(Clone, PartialEq, Message)]
struct Sample {
    /// The innermost first.
    #[prost(uint64, repeated, tag = "1")]
    location_id: Vec<u64>,
    #[prost(int64, repeated, tag = "2")]
    value: Vec<i64>,
}

#[derive(Clone, PartialEq, Message)]
struct Location {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(message, repeated, tag = "4")]
    line: Vec<Line>,
}

#[derive(Clone, PartialEq, Message)]
struct Line {
    #[prost(uint64, tag = "1")]
    function_id: u64,
}

#[derive(Clone, PartialEq, Message)]
struct Function {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "2")]
    name: i64,
    #[prost(int64, tag = "3")]
    system_name: i64,
    /// The message type that the field is of.
    #[prost(int64, tag = "4")]
    filename: i64,
}

const VALUES: [(&str, &str); 6] = [
    ("records", "count"),
    ("tags", "bytes"),
    ("lengths", "bytes"),
    ("payload", "bytes"),
    ("unknown", "bytes"),
    ("size", "bytes"),
];
pub(super) static FORMAT: ProfileFormat = ProfileFormat {
    name: "pprof",
    doc: "What `go tool pprof` and others read",
    rows: None,
    has_proposals: false,
    is_binary: true,
    write,
};

fn write(rows: &Rows<'_>, _: Option<usize>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let profile = rows.profile;
    let mut table = Table::default();
    table.text("");
    for (name, unit) in VALUES {
        let value = ValueType { r#type: table.text(name), unit: table.text(unit) };
        table.pprof.sample_type.push(value);
    }
    table.pprof.default_sample_type = table.text("size");
    let root = table.frame(&profile.root().name, "");
    for node in &profile.nodes {
        let around = stack(profile, node, root, &mut table);
        let message = &profile.ty(node).name;
        for (field, counts) in rows::fields(profile, node) {
            let frame = table.frame(&rows::label(field), message);
            table.sample(frame, &around, Weight::of(field, counts));
        }
        for unknown in &node.unknown {
            let frame = table.frame(&rows::unknown_label(unknown), message);
            table.sample(frame, &around, Weight::unknown(unknown));
        }
    }
    out.write_all(&compression::gzip(&table.pprof.encode_to_vec())?)
}

/// The fields that lead to a node, the innermost first.
fn stack(profile: &Profile, node: &Node, root: u64, table: &mut Table) -> Vec<u64> {
    let (mut stack, mut node) = (Vec::new(), node);
    while let (Some(parent), Some(field)) = (node.parent, profile.field_of(node)) {
        node = &profile.nodes[parent as usize];
        stack.push(table.frame(&rows::label(field), &profile.ty(node).name));
    }
    stack.push(root);
    stack
}

#[derive(Default)]
struct Table {
    pprof: Pprof,
    texts: BTreeMap<String, i64>,
    frames: BTreeMap<(String, String), u64>,
}

impl Table {
    fn text(&mut self, text: &str) -> i64 {
        if let Some(&known) = self.texts.get(text) {
            return known;
        }
        let at = self.pprof.string_table.len() as i64;
        self.pprof.string_table.push(text.to_owned());
        self.texts.insert(text.to_owned(), at);
        at
    }

    /// The location of a field, with a function for it.
    fn frame(&mut self, name: &str, message: &str) -> u64 {
        let key = (name.to_owned(), message.to_owned());
        if let Some(&known) = self.frames.get(&key) {
            return known;
        }
        let id = self.pprof.function.len() as u64 + 1;
        let full = if message.is_empty() { name.to_owned() } else { format!("{message}.{name}") };
        let function = Function {
            id,
            name: self.text(name),
            system_name: self.text(&full),
            filename: self.text(message),
        };
        self.pprof.function.push(function);
        self.pprof.location.push(Location { id, line: vec![Line { function_id: id }] });
        self.frames.insert(key, id);
        id
    }

    fn sample(&mut self, frame: u64, around: &[u64], weight: Weight) {
        let Weight { records, tag, length, payload, unknown } = weight;
        let values = [records, tag, length, payload, unknown, weight.bytes()];
        self.pprof.sample.push(Sample {
            location_id: [&[frame], around].concat(),
            value: values.map(|value| value as i64).to_vec(),
        });
    }
}
