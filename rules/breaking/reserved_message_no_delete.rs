//! Numbers and names that are no longer reserved in messages.

use crate::context::{Findings, PairContext};
use crate::pair::numbers::Union;
use crate::pair::reserved::Block;
use crate::pair::{Both, place, reserved};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::MAX_FIELD_NUMBER;

pub static RULE: Room = Room {
    id: "RESERVED_MESSAGE_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoRemovingReservedFields"],
    severity: Severity::Error,
    doc: include_str!("reserved_message_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.messages {
        let block = Block {
            place: place::of_message(after),
            file: after.file,
            node: after.node(),
            what: format!("message `{}`", after.name()),
            max: MAX_FIELD_NUMBER,
            numbers: Union::of(after.reserved_ranges()),
            reserves_name: &|name| after.reserves_name(name),
            uses_number: &|(first, last)| after.has_field_between(first, last),
            uses_name: &|name| after.field_named(name).is_some(),
        };
        reserved::numbers(cx, &block, before.reserved_ranges(), out);
        reserved::names(cx, &block, before.reserved_names(), out);
    }
}
