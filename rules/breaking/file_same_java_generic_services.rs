//! The file option `java_generic_services`.

use crate::pair::file_option::{self, FileOption, Unset};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FILE_SAME_JAVA_GENERIC_SERVICES",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("file_same_java_generic_services.md"),
    options: &[],
    check: Check::Pair(|cx, out| file_option::changed(cx, &OPTION, out)),
};

const OPTION: FileOption = FileOption {
    number: 17,
    name: "java_generic_services",
    unset: Unset::Flag(false),
    breaks: "abstract services for Java appear or disappear",
};
