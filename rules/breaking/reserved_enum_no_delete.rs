//! Numbers and names that are no longer reserved in enums.

use crate::context::{Findings, PairContext};
use crate::pair::reserved::Block;
use crate::pair::{Both, numbers, place, reserved};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RESERVED_ENUM_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("reserved_enum_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.enums {
        let block = Block {
            place: place::of_enum(after),
            file: after.file,
            node: after.node(),
            what: format!("the enum `{}`", after.name()),
            max: i32::MAX,
            numbers: numbers::all(after.reserved_ranges()),
            names: after.reserved_names().map(|reserved| reserved.name()).collect(),
            used_numbers: after.values().filter_map(|it| it.number()).collect(),
            used_names: after.values().map(|it| it.name()).collect(),
        };
        reserved::numbers(cx, &block, before.reserved_ranges(), out);
        reserved::names(cx, &block, before.reserved_names(), out);
    }
}
