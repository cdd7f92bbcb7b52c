//! Directories that hold several packages.

use crate::context::{Findings, ModuleContext};
use crate::listing::listed;
use crate::module::Group;
use crate::needs::Needs;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "DIRECTORY_SAME_PACKAGE",
    wing: Wing::Lint,
    categories: &["MINIMAL", "BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "FILE_LAYOUT"]), ..Buf::ALWAYS },
    aliases: &["prototool:PACKAGES_SAME_IN_DIR"],
    severity: Severity::Error,
    doc: include_str!("directory_same_package.md"),
    options: &[],
    check: Check::Module(Needs::DIRECTORY, check),
};

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    for directory in cx.module.directories() {
        check_directory(cx, directory, out);
    }
}

fn check_directory(cx: &ModuleContext<'_>, directory: &Group<'_>, out: &mut Findings) {
    let first = directory.files[0];
    let Some(&other) = directory.files.iter().find(|file| file.package() != first.package()) else { return };
    let mut packages: Vec<&str> = directory.files.iter().map(|file| file.package()).collect();
    packages.sort_unstable();
    packages.dedup();
    // Files without a package sort first.
    let nameless = packages.first().is_some_and(|package| package.is_empty());
    let names = &packages[usize::from(nameless)..];
    let packages = listed(names, nameless.then_some("files without a package"), "and");
    let message = match directory.name {
        "." => format!("the root directory should hold one package, but holds {packages}"),
        name => format!("the directory `{name}` should hold one package, but holds {packages}"),
    };
    for &file in &directory.files {
        let other = if file.package() == first.package() { other } else { first };
        let label = match other.package() {
            "" => "this file has no package".to_owned(),
            package => format!("this file is in package `{package}`"),
        };
        let finding = cx.finding(file.package_place(), message.clone());
        out.push(finding.help("move each package to its own directory").label(other.package_place(), label));
    }
}
