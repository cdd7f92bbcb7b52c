//! The packages of files.

use crate::context::{Findings, PairContext};
use crate::pair::deleted;
use crate::pair::{Both, place};
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FILE_SAME_PACKAGE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf { v1beta1: InBuf::As(&["FILE"]), ..Buf::ALWAYS },
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("file_same_package.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.files {
        let (was, is) = (before.package(), after.package());
        if was == is {
            continue;
        }
        let message = format!("the package of this file changed from {} to {}", shown(was), shown(is));
        let finding = cx.finding(place::or_head(after, after.package_span()), message);
        let finding = finding.label(place::or_head(before, before.package_span()), "it was declared here");
        let effects = deleted::of_file(cx.pair, before);
        out.push(effects.tell(finding, "keep the package, and add a file with the new one"));
    }
}

fn shown(package: &str) -> String {
    if package.is_empty() { "none".to_owned() } else { format!("`{package}`") }
}
