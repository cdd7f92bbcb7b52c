//! Packages whose files agree on one PHP namespace.

use crate::needs::Needs;
use crate::package_option::{self, FileOption, Kind};
use crate::rule::{Check, Findings, ModuleContext, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "PACKAGE_SAME_PHP_NAMESPACE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("package_same_php_namespace.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

static PHP_NAMESPACE: FileOption =
    FileOption { name: "php_namespace", number: 41, kind: Kind::Text, removed: None };

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    package_option::check_same(cx, &PHP_NAMESPACE, out);
}
