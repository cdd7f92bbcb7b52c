//! Fields that are gone, and whose numbers are free to be used again.

use crate::context::{Findings, PairContext};
use crate::pair::effects;
use crate::pair::{Gone, fixes, place};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED",
    wing: Wing::Breaking,
    categories: &["WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoChangingFieldIDs", "protolock:NoRemovingFieldsWithoutReserve"],
    severity: Severity::Error,
    doc: include_str!("field_no_delete_unless_number_reserved.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Gone { before, parent } in &cx.pair.deleted_fields {
        let (name, number) = (before.name(), before.number().unwrap_or(0));
        if parent.reserves_number(number) {
            continue;
        }
        let message = format!(
            "field `{name}` of `{}` was deleted without reserving its number {number}",
            parent.name()
        );
        let finding = cx.finding(place::of_message(parent), message);
        let finding = finding.label(place::of_field(before), "it was declared here");
        let fix = fixes::reserve_field(before, parent);
        out.push(effects::of_field_gone(before, parent).tell(finding, "reserve the number").fix(fix));
    }
}
