//! Files that belong to a package.

use crate::casing;
use crate::module::directory;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FileView;

pub static RULE: Rule = Rule {
    id: "PACKAGE_DEFINED",
    wing: Wing::Lint,
    categories: &["MINIMAL", "BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("package_defined.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    if cx.file.package_span().is_none() && !cx.file.has_stray_text() {
        out.push(cx.finding_of_file("the file has no package").help(advice(cx.file)));
    }
}

fn advice(file: FileView<'_>) -> String {
    let package = directory(file).replace('/', ".");
    if package.split('.').all(casing::is_identifier) {
        format!("declare the one that its directory speaks of: `package {package};`")
    } else {
        "declare one; its parts are the directories that the file is in".to_owned()
    }
}
