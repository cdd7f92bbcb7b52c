//! Numbers and names that are no longer reserved in enums.

use crate::context::{Findings, PairContext};
use crate::pair::numbers::Union;
use crate::pair::reserved::Block;
use crate::pair::{Both, place, reserved};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "RESERVED_ENUM_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoRemovingReservedFields"],
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
            what: format!("enum `{}`", after.name()),
            max: i32::MAX,
            numbers: Union::of(after.reserved_ranges()),
            reserves_name: &|name| after.reserves_name(name),
            uses_number: &|(first, last)| after.has_value_between(first, last),
            uses_name: &|name| after.value_named(name).is_some(),
        };
        reserved::numbers(cx, &block, before.reserved_ranges(), out);
        reserved::names(cx, &block, before.reserved_names(), out);
    }
}
