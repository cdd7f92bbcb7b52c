//! The file option `cc_generic_services`.

use crate::pair::file_option::{self, FileOption, Unset};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FILE_SAME_CC_GENERIC_SERVICES",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("file_same_cc_generic_services.md"),
    options: &[],
    check: Check::Pair(|cx, out| file_option::changed(cx, &OPTION, out)),
};

const OPTION: FileOption = FileOption {
    number: 16,
    name: "cc_generic_services",
    unset: Unset::Flag(false),
    breaks: "abstract services for C++ appear or disappear",
};
