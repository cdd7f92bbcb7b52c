//! Messages that are gone from their file.

use crate::pair::deleted::{self, Kind};
use crate::rule::{Check, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "MESSAGE_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "CSR"],
    severity: Severity::Error,
    doc: include_str!("message_no_delete.md"),
    options: &[],
    check: Check::Pair(|cx, out| deleted::from_files(cx, Kind::Message, out)),
};
