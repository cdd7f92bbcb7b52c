//! Oneof names that are not in lower_snake_case.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::renames;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Room = Room {
    id: "ONEOF_LOWER_SNAKE_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["BASIC", "STANDARD", "STYLE_BASIC", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &["prototool:ONEOF_NAMES_LOWER_SNAKE_CASE"],
    severity: Severity::Error,
    doc: include_str!("oneof_lower_snake_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for oneof in cx.file.oneofs() {
        let (name, wanted) = (oneof.name(), casing::lower_snake(oneof.name()));
        if name != wanted {
            let finding = cx.finding(oneof.name_place(), casing::misnamed("oneof", name, &wanted));
            out.push(finding.fix(renames::rename(oneof, Symbol::Oneof, &wanted)));
        }
    }
}
