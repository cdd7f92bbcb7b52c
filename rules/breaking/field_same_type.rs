//! The types of fields.

use crate::pair::types::{self, Measure};
use crate::rule::{Check, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "FIELD_SAME_TYPE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "CSR"],
    severity: Severity::Error,
    doc: include_str!("field_same_type.md"),
    options: &[],
    check: Check::Pair(|cx, out| types::changed(cx, Measure::Same, BREAKS, out)),
};

/// Whom a change breaks.
const BREAKS: &str = "generated source";
