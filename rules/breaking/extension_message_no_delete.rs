//! Ranges of extensions that shrink.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::numbers::Union;
use crate::pair::{Both, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::MAX_FIELD_NUMBER;

pub static RULE: Room = Room {
    id: "EXTENSION_MESSAGE_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("extension_message_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.messages {
        let left = Union::of(after.extension_ranges());
        let reserved = Union::of(after.reserved_ranges());
        for range in before.extension_ranges() {
            let missing = left.missing(range.numbers().into_inner());
            if missing.is_empty() {
                continue;
            }
            let what = words::numbers(&missing, MAX_FIELD_NUMBER);
            let message = format!("message `{}` no longer allows extensions with {what}", after.name());
            let finding = cx.finding(place::of_message(after), message);
            let finding = finding.label(range.place(), "it allowed them here");
            let change = Change::FieldDeleted {
                was_required: false,
                reserves_number: missing.iter().all(|&range| reserved.missing(range).is_empty()),
                reserves_name: false,
            };
            out.push(change.effects().tell(finding, "keep the range"));
        }
    }
}
