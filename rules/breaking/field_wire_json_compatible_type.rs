//! The types of fields, as far as they show on the wire or in JSON.

use crate::pair::types::{self, Measure};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_WIRE_JSON_COMPATIBLE_TYPE",
    wing: Wing::Breaking,
    categories: &["WIRE_JSON", "CSR"],
    buf: Buf::SINCE_V1,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_wire_json_compatible_type.md"),
    options: &[],
    check: Check::Pair(|cx, out| types::changed(cx, Measure::Json, out)),
};
