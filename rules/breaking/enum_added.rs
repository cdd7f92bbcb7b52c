//! Enums that are new.

use crate::pair::added;
use crate::pair::deleted::Kind;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENUM_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("enum_added.md"),
    options: &[],
    check: Check::Pair(|cx, out| added::declarations(cx, Kind::Enum, out)),
};
