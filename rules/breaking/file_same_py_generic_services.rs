//! The file option `py_generic_services`.

use crate::pair::file_option::{self, FileOption, Unset};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FILE_SAME_PY_GENERIC_SERVICES",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("file_same_py_generic_services.md"),
    options: &[],
    check: Check::Pair(|cx, out| file_option::changed(cx, &OPTION, out)),
};

const OPTION: FileOption = FileOption {
    number: 18,
    name: "py_generic_services",
    unset: Unset::Flag(false),
    breaks: "abstract services for Python appear or disappear",
};
