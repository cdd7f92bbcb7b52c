//! The cardinality of fields, as far as it shows on the wire.

use crate::pair::cardinality;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_WIRE_COMPATIBLE_CARDINALITY",
    wing: Wing::Breaking,
    categories: &["WIRE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_wire_compatible_cardinality.md"),
    options: &[],
    check: Check::Pair(|cx, out| cardinality::changed(cx, cardinality::on_the_wire, out)),
};
