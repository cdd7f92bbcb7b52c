//! The file option `java_multiple_files`.

use crate::pair::file_option::{self, FileOption, Unset};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FILE_SAME_JAVA_MULTIPLE_FILES",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("file_same_java_multiple_files.md"),
    options: &[],
    check: Check::Pair(|cx, out| file_option::changed(cx, &OPTION, out)),
};

const OPTION: FileOption = FileOption {
    number: 10,
    name: "java_multiple_files",
    unset: Unset::Flag(false),
    breaks: "Java classes move into or out of the outer class",
};
