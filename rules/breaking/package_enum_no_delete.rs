//! Enums that are gone from their package.

use crate::pair::deleted::{self, Kind};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "PACKAGE_ENUM_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("package_enum_no_delete.md"),
    options: &[],
    check: Check::Pair(|cx, out| deleted::from_packages(cx, Kind::Enum, out)),
};
