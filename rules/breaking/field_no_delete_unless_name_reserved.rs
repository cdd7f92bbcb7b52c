//! Fields that are gone, and whose names are free to be used again.

use crate::context::{Findings, PairContext};
use crate::pair::effects;
use crate::pair::{Gone, fixes, place};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_NO_DELETE_UNLESS_NAME_RESERVED",
    wing: Wing::Breaking,
    categories: &["WIRE_JSON", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoRemovingFieldsWithoutReserve"],
    severity: Severity::Error,
    doc: include_str!("field_no_delete_unless_name_reserved.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Gone { before, parent } in &cx.pair.deleted_fields {
        let name = before.name();
        if parent.reserves_name(name) {
            continue;
        }
        let message = format!("field `{name}` of `{}` was deleted without reserving its name", parent.name());
        let finding = cx.finding(place::of_message(parent), message);
        let finding = finding.label(place::of_field(before), "it was declared here");
        // Another field may have the name by now.
        let is_taken = parent.field_named(name).is_some();
        let fix = if is_taken { None } else { fixes::reserve_field(before, parent) };
        out.push(effects::of_field_gone(before, parent).tell(finding, "reserve the name").fix(fix));
    }
}
