//! The cardinality of fields.

use crate::pair::cardinality;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_SAME_CARDINALITY",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf { v1beta1: InBuf::As(&["FILE", "PACKAGE", "WIRE_JSON", "WIRE"]), ..Buf::ALWAYS },
    aliases: &["protolock:NoChangingFieldTypes"],
    severity: Severity::Error,
    doc: include_str!("field_same_cardinality.md"),
    options: &[],
    check: Check::Pair(|cx, out| cardinality::changed(cx, |as_it_is| as_it_is, out)),
};
