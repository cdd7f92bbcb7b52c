//! Numbers that are gone from enums.

use crate::context::{Findings, PairContext};
use crate::pair::effects;
use crate::pair::enum_values::{self, GoneNumber};
use crate::pair::{fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENUM_VALUE_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("enum_value_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for gone in enum_values::gone(cx.pair) {
        let effects = effects::of_value_gone(&gone);
        let GoneNumber { number, values, parent } = gone;
        let names = words::list(&words::quoted(enum_values::names(&values)));
        let message = match values.len() {
            1 => format!("enum value {names} ({number}) was deleted from `{}`", parent.name()),
            _ => format!("enum values {names} ({number}) were deleted from `{}`", parent.name()),
        };
        let finding = cx.finding(place::of_enum(parent), message);
        let finding = finding.label(values[0].file.place(values[0].span()), "it was declared here");
        let fix = fixes::put_values_back(&values, parent);
        out.push(effects.tell(finding, "restore it as deprecated").fix(fix));
    }
}
