//! Package names with parts that are not in lower_snake_case.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use crate::{casing, renames};
use protune_compiler::diagnostic::{Fix, Severity};
use protune_compiler::schema::FileView;

pub static RULE: Room = Room {
    id: "PACKAGE_LOWER_SNAKE_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["BASIC", "STANDARD", "STYLE_BASIC", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &[
        "protolint:PACKAGE_NAME_LOWER_CASE",
        "prototool:PACKAGE_LOWER_CASE",
        "prototool:PACKAGE_LOWER_SNAKE_CASE",
    ],
    severity: Severity::Error,
    doc: include_str!("package_lower_snake_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let name = cx.file.package();
    let wanted = name.split('.').map(casing::lower_snake).collect::<Vec<_>>().join(".");
    if name != wanted {
        let text = casing::misnamed("package", name, &wanted);
        let finding = cx.finding(cx.file.package_place(), text);
        out.push(finding.fix(mend(cx.file, name)));
    }
}

/// Renames the first part that is not in lower_snake_case. Later parts follow in the next round, because the first
/// rename changes the names of their packages.
fn mend(file: FileView<'_>, package: &str) -> Option<Fix> {
    let ends = package.match_indices('.').map(|(dot, _)| dot).chain([package.len()]);
    ends.map(|end| &package[..end]).find_map(|package| {
        let part = package.rsplit('.').next().unwrap_or_default();
        let wanted = casing::lower_snake(part);
        (part != wanted).then(|| renames::rename_package(file, package, &wanted))?
    })
}
