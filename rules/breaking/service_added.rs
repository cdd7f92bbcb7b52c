//! Services that are new.

use crate::pair::added;
use crate::pair::deleted::Kind;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "SERVICE_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("service_added.md"),
    options: &[],
    check: Check::Pair(|cx, out| added::declarations(cx, Kind::Service, out)),
};
