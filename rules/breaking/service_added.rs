//! Services that are new.

use crate::pair::added;
use crate::pair::deleted::Kind;
use crate::rule::{Check, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "SERVICE_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    severity: Severity::Info,
    doc: include_str!("service_added.md"),
    options: &[],
    check: Check::Pair(|cx, out| added::declarations(cx, Kind::Service, out)),
};
