//! Numbers that are gone from enums, and free to be used again.

use crate::context::{Findings, PairContext};
use crate::pair::effects;
use crate::pair::{enum_values, fixes, place};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED",
    wing: Wing::Breaking,
    categories: &["WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoChangingFieldIDs", "protolock:NoRemovingFieldsWithoutReserve"],
    severity: Severity::Error,
    doc: include_str!("enum_value_no_delete_unless_number_reserved.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for gone in enum_values::gone(cx.pair) {
        if gone.parent.reserves_number(gone.number) {
            continue;
        }
        let (number, parent) = (gone.number, gone.parent);
        let message =
            format!("number {number} was deleted from enum `{}` without reserving it", parent.name());
        let finding = cx.finding(place::of_enum(parent), message);
        let finding = finding.label(gone.values[0].file.place(gone.values[0].span()), "it was used here");
        let fix = fixes::reserve(parent.file, parent.node(), gone.to_reserve());
        out.push(effects::of_value_gone(&gone).tell(finding, "reserve the number").fix(fix));
    }
}
