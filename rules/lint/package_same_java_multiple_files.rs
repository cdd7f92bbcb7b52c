//! Packages whose files agree on one layout of Java files.

use crate::needs::Needs;
use crate::package_option::{self, FileOption, Kind};
use crate::rule::{Check, Findings, ModuleContext, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Edition;

pub static RULE: Rule = Rule {
    id: "PACKAGE_SAME_JAVA_MULTIPLE_FILES",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("package_same_java_multiple_files.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

static JAVA_MULTIPLE_FILES: FileOption =
    FileOption { name: "java_multiple_files", number: 10, kind: Kind::Flag, removed: Some(Edition::E2024) };

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    package_option::check_same(cx, &JAVA_MULTIPLE_FILES, out);
}
