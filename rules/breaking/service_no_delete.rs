//! Services that are gone from their file.

use crate::pair::deleted::{self, Kind};
use crate::rule::{Check, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "SERVICE_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE"],
    severity: Severity::Error,
    doc: include_str!("service_no_delete.md"),
    options: &[],
    check: Check::Pair(|cx, out| deleted::from_files(cx, Kind::Service, out)),
};
