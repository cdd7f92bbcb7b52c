//! Submessages that occur again and again in a message.

use crate::proposal::{Candidate, ShapeContext};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::shape::Shape;
use std::collections::BTreeMap;

pub static RULE: Room = Room {
    id: "RESHAPE_MESSAGE_TABLE",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("message_table.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    let mut by_type: BTreeMap<&str, Vec<(String, u32)>> = BTreeMap::new();
    for (ty, field, _) in cx.fields() {
        let Some(of) = field.message.map(|id| cx.layout.get(id)).filter(|of| !of.is_map_entry) else {
            continue;
        };
        by_type.entry(&of.name).or_default().push((ty.name.to_string(), field.number));
    }
    for (of, uses) in by_type {
        let message = format!("the same messages of type `{of}` occur again and again in one message");
        out.push(Candidate { step: Shape::Messages { uses }, message });
    }
}
