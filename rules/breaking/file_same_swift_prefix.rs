//! The file option `swift_prefix`.

use crate::pair::file_option::{self, FileOption, Unset};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FILE_SAME_SWIFT_PREFIX",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("file_same_swift_prefix.md"),
    options: &[],
    check: Check::Pair(|cx, out| file_option::changed(cx, &OPTION, out)),
};

const OPTION: FileOption = FileOption {
    number: 39,
    name: "swift_prefix",
    unset: Unset::Text,
    breaks: "Swift types get other names",
};
