//! Oneofs that fields are in.

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
    aliases: &["protolock:NoMovingExistingFieldsIntoOrOutOfOneof"],
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
                format!("{what} moved from oneof `{}` to oneof `{}`", was.name(), is.name())
            }
            (Some(was), None) => format!("{what} moved out of oneof `{}`", was.name()),
            (None, Some(is)) => format!("{what} moved into oneof `{}`", is.name()),
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
        let finding = effects.tell(finding, "move it back, and add a field with a new number");
        out.push(finding.fix(fixes::restore_place(cx.pair, before, after, effects)));
    }
}

/// Whether encoded messages and JSON are read as before: the field excludes the same fields, whatever the
/// name of the oneof.
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
