//! Enum names that are not in PascalCase.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::renames;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Room = Room {
    id: "ENUM_PASCAL_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["BASIC", "STANDARD", "STYLE_BASIC", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &[
        "protolint:ENUM_NAMES_UPPER_CAMEL_CASE",
        "prototool:ENUM_NAMES_CAMEL_CASE",
        "prototool:ENUM_NAMES_CAPITALIZED",
    ],
    severity: Severity::Error,
    doc: include_str!("enum_pascal_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for enumeration in cx.file.enums() {
        let (name, wanted) = (enumeration.name(), casing::pascal(enumeration.name()));
        if name != wanted {
            let finding = cx.finding(enumeration.name_place(), casing::misnamed("enum", name, &wanted));
            out.push(finding.fix(renames::rename(enumeration, Symbol::Enum, &wanted)));
        }
    }
}
