//! Messages that are gone from their package.

use crate::pair::deleted::{self, Kind};
use crate::rule::{Check, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "PACKAGE_MESSAGE_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["PACKAGE"],
    severity: Severity::Error,
    doc: include_str!("package_message_no_delete.md"),
    options: &[],
    check: Check::Pair(|cx, out| deleted::from_packages(cx, Kind::Message, out)),
};
