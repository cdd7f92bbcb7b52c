//! The types of fields, as far as they show on the wire.

use crate::pair::types::{self, Measure};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_WIRE_COMPATIBLE_TYPE",
    wing: Wing::Breaking,
    categories: &["WIRE"],
    buf: Buf::SINCE_V1,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_wire_compatible_type.md"),
    options: &[],
    check: Check::Pair(|cx, out| types::changed(cx, Measure::Wire, out)),
};
