//! Unpacked lists that would take fewer bytes packed.

use crate::contracts::{self, Element, Held};
use crate::packing;
use crate::proposal::{MeasuredField, ProfileContext, Proposal, Words, counted};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::{Change, Label};

pub static RULE: Room = Room {
    id: "REWRITE_PACK",
    wing: Wing::Rewrite,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("pack.md"),
    options: &[],
    check: Check::Profile(check),
};

fn check(cx: &ProfileContext<'_>, out: &mut Vec<Proposal>) {
    let is_expanded = |field: &MeasuredField<'_>| {
        field.field.label == Label::Repeated { packed: false }
            && field.field.kind.is_packable()
            && field.is_expanded_somewhere()
    };
    for (_, field) in cx.fields().filter(|(_, field)| is_expanded(field)) {
        let Some(saved) = gain(field) else { continue };
        let elements = field.counts.as_ref().map_or(0, |counts| counts.elements);
        let (option, value) = packing::option(field.declared, true);
        let words = Words {
            message: format!(
                "each of the {elements} elements of `{}` in {} has its own tag",
                field.declared.name(),
                counted(field.lists(), "message")
            ),
            help: "pack the field, which takes one tag and one length for each message".to_owned(),
            title: format!("set `{option} = {value}`, which changes the bytes on the wire"),
        };
        out.extend(cx.propose(
            field,
            Change::Pack,
            words,
            contracts::Change::Cardinality { was: Held::Expanded, is: Held::Packed, element: Element::Value },
            saved,
        ));
    }
}

/// Bytes that packing saves; negative if lists are short.
pub(super) fn gain(field: &MeasuredField<'_>) -> Option<i128> {
    let counts = field.counts.as_ref()?;
    let lists = counts.lists.as_ref()?;
    let tags = i128::from(counts.elements) - i128::from(field.lists());
    Some(tags * i128::from(field.tag()) - i128::from(lists.packed_length_bytes))
}
