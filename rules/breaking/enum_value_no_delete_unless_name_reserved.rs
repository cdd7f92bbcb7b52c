//! Names that are gone from enums, and free to be used again.

use crate::context::{Findings, PairContext};
use crate::pair::effects;
use crate::pair::{enum_values, fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED",
    wing: Wing::Breaking,
    categories: &["WIRE_JSON", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoRemovingFieldsWithoutReserve"],
    severity: Severity::Error,
    doc: include_str!("enum_value_no_delete_unless_name_reserved.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for gone in enum_values::gone(cx.pair) {
        let names = enum_values::names(&gone.values);
        if names.iter().all(|name| gone.parent.reserves_name(name)) {
            continue;
        }
        let (number, parent) = (gone.number, gone.parent);
        let (count, of) = (names.len(), parent.name());
        let names = words::list(&words::quoted(names));
        let message = match count {
            1 => format!("enum value {names} ({number}) was deleted from `{of}` without reserving its name"),
            _ => {
                format!("enum values {names} ({number}) were deleted from `{of}` without reserving all names")
            }
        };
        let finding = cx.finding(place::of_enum(parent), message);
        let finding = finding.label(gone.values[0].file.place(gone.values[0].span()), "it was declared here");
        let fix = fixes::reserve(parent.file, parent.node(), gone.to_reserve());
        out.push(effects::of_value_gone(&gone).tell(finding, "reserve the name").fix(fix));
    }
}
