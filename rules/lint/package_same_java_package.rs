//! Packages whose files agree on one Java package.

use crate::needs::Needs;
use crate::package_option::{self, FileOption, Kind};
use crate::rule::{Check, Findings, ModuleContext, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "PACKAGE_SAME_JAVA_PACKAGE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("package_same_java_package.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

static JAVA_PACKAGE: FileOption =
    FileOption { name: "java_package", number: 1, kind: Kind::Text, removed: None };

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    package_option::check_same(cx, &JAVA_PACKAGE, out);
}
