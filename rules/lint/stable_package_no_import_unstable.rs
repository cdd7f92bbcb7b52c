//! Stable packages that import unstable ones.

use crate::context::{Findings, ModuleContext};
use crate::needs::Needs;
use crate::package_version::{Stability, stability};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FileView;

pub static RULE: Room = Room {
    id: "STABLE_PACKAGE_NO_IMPORT_UNSTABLE",
    wing: Wing::Lint,
    categories: &[],
    buf: Buf::SINCE_V2,
    aliases: &["prototool:PACKAGES_NO_BETA_DEPS"],
    severity: Severity::Error,
    doc: include_str!("stable_package_no_import_unstable.md"),
    options: &[],
    check: Check::Module(Needs::IMPORTS, check),
};

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    for &file in cx.module.files() {
        if stability(file.package()) == Some(Stability::Stable) {
            check_imports(cx, file, out);
        }
    }
}

fn check_imports(cx: &ModuleContext<'_>, file: FileView<'_>, out: &mut Findings) {
    for import in file.imports() {
        let Some(target) = import.target().filter(|target| cx.module.contains(target.id)) else { continue };
        let word = match stability(target.package()) {
            None | Some(Stability::Stable) => continue,
            Some(Stability::Alpha) => "an alpha version",
            Some(Stability::Beta) => "a beta version",
            Some(Stability::Test) => "a test version",
        };
        let (package, unstable) = (file.package(), target.package());
        let message = format!("stable package `{package}` should not import `{unstable}`, which is {word}");
        let help = format!("import a stable version, or move what needs `{unstable}` to an unstable package");
        out.push(cx.finding(import.place(), message).help(help));
    }
}
