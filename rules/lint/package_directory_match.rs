//! Files outside the directories that match their packages.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::module::directory;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::{Fix, Safety, Severity};

pub static RULE: Room = Room {
    id: "PACKAGE_DIRECTORY_MATCH",
    wing: Wing::Lint,
    categories: &["MINIMAL", "BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "FILE_LAYOUT"]), ..Buf::ALWAYS },
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("package_directory_match.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let package = cx.file.package();
    let (directory, wanted) = (directory(cx.file), package.replace('.', "/"));
    let is_whole = package.split('.').all(casing::is_identifier);
    if !is_whole || directory == wanted {
        return;
    }
    let file = cx.file.name().rsplit('/').next().unwrap_or_default();
    let text =
        format!("files of package `{package}` should be in `{wanted}`, but this file is in `{directory}`");
    let finding = cx
        .finding(cx.file.package_place(), text)
        .help("move the file, or rename the package to match the directory");
    let title = format!("move the file to `{wanted}/{file}`, and update the files that import it");
    out.push(finding.fix(Fix::new(title, Safety::Manual, Vec::new())));
}
