//! Enum value names that are not in UPPER_SNAKE_CASE.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::renames;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Symbol;

pub static RULE: Room = Room {
    id: "ENUM_VALUE_UPPER_SNAKE_CASE",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["BASIC", "STANDARD", "STYLE_BASIC", "STYLE_STANDARD"]), ..Buf::ALWAYS },
    aliases: &[
        "protolint:ENUM_FIELD_NAMES_UPPER_SNAKE_CASE",
        "api-linter:core::0126::upper-snake-values",
        "prototool:ENUM_FIELD_NAMES_UPPERCASE",
        "prototool:ENUM_FIELD_NAMES_UPPER_SNAKE_CASE",
    ],
    severity: Severity::Error,
    doc: include_str!("enum_value_upper_snake_case.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for value in cx.file.enums().flat_map(|enumeration| enumeration.values()) {
        let (name, wanted) = (value.name(), casing::upper_snake(value.name()));
        if name != wanted {
            let finding = cx.finding(value.name_place(), casing::misnamed("enum value", name, &wanted));
            out.push(finding.fix(renames::rename(value, Symbol::Value, &wanted)));
        }
    }
}
