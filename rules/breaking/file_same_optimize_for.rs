//! The file option `optimize_for`.

use crate::pair::file_option::{self, FileOption, Unset};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FILE_SAME_OPTIMIZE_FOR",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("file_same_optimize_for.md"),
    options: &[],
    check: Check::Pair(|cx, out| file_option::changed(cx, &OPTION, out)),
};

const OPTION: FileOption = FileOption {
    number: 9,
    name: "optimize_for",
    unset: Unset::Enum(&["SPEED", "CODE_SIZE", "LITE_RUNTIME"]),
    breaks: "messages gain or lose methods and base classes",
};
