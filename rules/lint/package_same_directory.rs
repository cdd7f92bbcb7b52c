//! Packages whose files are in several directories.

use crate::context::{Findings, ModuleContext};
use crate::listing::listed;
use crate::module::{Group, directory};
use crate::needs::Needs;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "PACKAGE_SAME_DIRECTORY",
    wing: Wing::Lint,
    categories: &["MINIMAL", "BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "FILE_LAYOUT"]), ..Buf::ALWAYS },
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("package_same_directory.md"),
    options: &[],
    check: Check::Module(Needs::PACKAGE, check),
};

fn check(cx: &ModuleContext<'_>, out: &mut Findings) {
    for package in cx.module.packages() {
        check_package(cx, package, out);
    }
}

fn check_package(cx: &ModuleContext<'_>, package: &Group<'_>, out: &mut Findings) {
    let first = package.files[0];
    let is_elsewhere = |file: &&_| directory(**file) != directory(first);
    let Some(&other) = package.files.iter().find(is_elsewhere) else { return };
    let mut directories: Vec<&str> = package.files.iter().map(|&file| directory(file)).collect();
    directories.sort_unstable();
    directories.dedup();
    let directories = listed(&directories, None, "and");
    let (message, help) = match package.name {
        "" => (
            format!("files without a package should be in one directory, but are in {directories}"),
            "declare a package in the files of each directory",
        ),
        name => (
            format!("package `{name}` should be in one directory, but is in {directories}"),
            "move the files of the package to one directory",
        ),
    };
    for &file in &package.files {
        let other = if directory(file) == directory(first) { other } else { first };
        let finding = cx.finding(file.package_place(), message.clone());
        out.push(
            finding
                .help(help)
                .label(other.package_place(), format!("this file is in `{}`", directory(other))),
        );
    }
}
