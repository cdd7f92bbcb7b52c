//! Which oneof fields are in.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::effects;
use crate::pair::oneofs::Exclusions;
use crate::pair::{Both, fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, Global, MessageId};
use rustc_hash::FxHashMap;

pub static RULE: Room = Room {
    id: "FIELD_SAME_ONEOF",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_same_oneof.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    let mut exclusions = FxHashMap::default();
    for &Both { before, after } in &cx.pair.fields {
        let what = words::field(after);
        let message = match (before.oneof(), after.oneof()) {
            (Some(was), Some(is)) if was.name() != is.name() => {
                format!("{what} moved from the oneof `{}` to the oneof `{}`", was.name(), is.name())
            }
            (Some(was), None) => format!("{what} moved out of the oneof `{}`", was.name()),
            (None, Some(is)) => format!("{what} moved into the oneof `{}`", is.name()),
            _ => continue,
        };
        let is_kept = excludes_the_same(before, after, &mut exclusions);
        if !cx.keeps_source && is_kept {
            continue;
        }
        let effects = match is_kept {
            true => Change::Generated.effects(),
            false => effects::of_exclusion(before, after),
        };
        let finding = cx.finding(place::of_field(after), message);
        let finding = finding.label(place::of_field(before), "it was declared here");
        let finding = effects.tell(finding, "leave it where it was, and add a field with a new number");
        out.push(finding.fix(fixes::restore_place(cx.pair, before, after, effects)));
    }
}

/// Encoded messages and JSON are read as before: the field excludes those that it did, whatever the oneof is called.
fn excludes_the_same<'s>(
    before: FieldView<'s>,
    after: FieldView<'s>,
    known: &mut FxHashMap<Global<MessageId>, Exclusions<'s>>,
) -> bool {
    let (Some(was), Some(is)) = (before.message(), after.message()) else { return true };
    let exclusions =
        known.entry(was.global()).or_insert_with(|| Exclusions::of(Both { before: was, after: is }));
    exclusions.are_kept(before, after)
}
