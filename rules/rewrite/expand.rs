//! Packed lists that are so short that tags would take fewer bytes than their length.

use super::pack;
use crate::contracts::{self, Element, Held};
use crate::packing;
use crate::proposal::{MeasuredField, ProfileContext, Proposal, Words, counted};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::Change;

pub static RULE: Room = Room {
    id: "REWRITE_EXPAND",
    wing: Wing::Rewrite,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("expand.md"),
    options: &[],
    check: Check::Profile(check),
};

fn check(cx: &ProfileContext<'_>, out: &mut Vec<Proposal>) {
    // Messages may already have it unpacked, because parsers accept both. Then there is nothing to save.
    let is_packed = |field: &MeasuredField<'_>| field.field.is_packed() && field.is_packed_somewhere();
    for (_, field) in cx.fields().filter(|(_, field)| is_packed(field)) {
        let Some(saved) = pack::gain(field) else { continue };
        let (option, value) = packing::option(field.declared, false);
        let words = Words {
            message: format!(
                "packed field `{}` has {} in {}, with a length in each",
                field.declared.name(),
                counted(field.counts.as_ref().map_or(0, |counts| counts.elements), "element"),
                counted(field.lists(), "message")
            ),
            help: "unpack the field: a list of one element then needs no length".to_owned(),
            title: format!("set `{option} = {value}`, which changes the bytes on the wire"),
        };
        out.extend(cx.propose(
            field,
            Change::Expand,
            words,
            contracts::Change::Cardinality { was: Held::Packed, is: Held::Expanded, element: Element::Value },
            -saved,
        ));
    }
}
