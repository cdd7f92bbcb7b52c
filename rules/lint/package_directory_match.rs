//! Files in the directories that their packages name.

use crate::casing;
use crate::module::directory;
use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::{Change, Fix, Safety, Severity};

pub static RULE: Rule = Rule {
    id: "PACKAGE_DIRECTORY_MATCH",
    wing: Wing::Lint,
    categories: &["MINIMAL", "BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("package_directory_match.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let (Some(statement), package) = (cx.file.package_span(), cx.file.package()) else { return };
    let (directory, wanted) = (directory(cx.file), package.replace('.', "/"));
    let is_whole = package.split('.').all(casing::is_identifier);
    if !is_whole || directory == wanted {
        return;
    }
    let file = cx.file.name().rsplit('/').next().unwrap_or_default();
    let text =
        format!("files of the package `{package}` belong in `{wanted}`, but this one is in `{directory}`");
    let finding = cx.finding(statement, text).help("move the file, or name the package after the directory");
    out.push(finding.fix(Fix {
        title: format!("move it to `{wanted}/{file}`, and change the imports of it"),
        safety: Safety::Manual,
        change: Change::Edits(Vec::new()),
    }));
}
