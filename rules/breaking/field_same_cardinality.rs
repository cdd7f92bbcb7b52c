//! The cardinality of fields.

use crate::pair::cardinality;
use crate::rule::{Check, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "FIELD_SAME_CARDINALITY",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    severity: Severity::Error,
    doc: include_str!("field_same_cardinality.md"),
    options: &[],
    check: Check::Pair(|cx, out| cardinality::changed(cx, |as_it_is| as_it_is, BREAKS, out)),
};

/// Whom a change breaks.
const BREAKS: &str = "generated source, whose types and methods depend on it";
