//! Extensions that are gone from their package.

use crate::pair::deleted::{self, Kind};
use crate::rule::{Check, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "PACKAGE_EXTENSION_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["PACKAGE"],
    severity: Severity::Error,
    doc: include_str!("package_extension_no_delete.md"),
    options: &[],
    check: Check::Pair(|cx, out| deleted::from_packages(cx, Kind::Extension, out)),
};
