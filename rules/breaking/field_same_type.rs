//! The types of fields.

use crate::pair::types::{self, Measure};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_SAME_TYPE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "CSR"],
    buf: Buf { v1beta1: InBuf::As(&["FILE", "PACKAGE", "WIRE_JSON", "WIRE"]), ..Buf::ALWAYS },
    aliases: &["protolock:NoChangingFieldTypes"],
    severity: Severity::Error,
    doc: include_str!("field_same_type.md"),
    options: &[],
    check: Check::Pair(|cx, out| types::changed(cx, Measure::Same, out)),
};
