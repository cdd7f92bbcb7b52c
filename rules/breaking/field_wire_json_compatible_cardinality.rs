//! The cardinality of fields, as far as it shows on the wire or in JSON.

use crate::pair::cardinality;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY",
    wing: Wing::Breaking,
    categories: &["WIRE_JSON", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_wire_json_compatible_cardinality.md"),
    options: &[],
    check: Check::Pair(|cx, out| cardinality::changed(cx, cardinality::in_json, out)),
};
