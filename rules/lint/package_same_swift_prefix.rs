//! Packages whose files agree on one Swift prefix.

use crate::needs::Needs;
use crate::package_option::{self, FileOption, Kind};
use crate::rule::{Check, Findings, ModuleContext, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "PACKAGE_SAME_SWIFT_PREFIX",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("package_same_swift_prefix.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

static SWIFT_PREFIX: FileOption =
    FileOption { name: "swift_prefix", number: 39, kind: Kind::Text, removed: None };

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    package_option::check_same(cx, &SWIFT_PREFIX, out);
}
