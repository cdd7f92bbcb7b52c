//! Maps whose keys are few words.

use crate::proposal::{Candidate, ShapeContext, counted, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::shape::{Shape, are_json_names};
use protune_wire::{Kind, Label};

pub static RULE: Room = Room {
    id: "RESHAPE_MAP_AS_MESSAGE",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("map_as_message.md"),
    options: &[],
    check: Check::Shape(check),
};

/// A message has no more fields for keys than this.
const MOST: usize = 32;
/// Each key has to be this frequent on average.
const FREQUENT: u64 = 100;

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, _) in cx.fields().filter(|(_, field, _)| field.label == Label::Map) {
        let Some(entry) = field.message else { continue };
        let is_text = cx.layout.get(entry).field(1).is_some_and(|key| key.kind == Kind::String);
        let keys =
            cx.stats.field(entry, 1).filter(|_| is_text).and_then(|stats| words(stats, MOST, FREQUENT));
        let Some(keys) = keys else { continue };
        let as_json = cx.keeps_json && are_json_names(keys.iter().map(String::as_str));
        let message = format!(
            "all entries of `{}` of `{}` have one of {}",
            field.name,
            ty.name,
            counted(keys.len() as u64, "key")
        );
        let step = Shape::Keys { message: ty.name.to_string(), field: field.number, keys, as_json };
        out.push(Candidate { step, message });
    }
}
