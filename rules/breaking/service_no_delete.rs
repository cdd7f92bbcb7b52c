//! Services that are gone from their file.

use crate::pair::deleted::{self, Kind};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "SERVICE_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("service_no_delete.md"),
    options: &[],
    check: Check::Pair(|cx, out| deleted::from_files(cx, Kind::Service, out)),
};
