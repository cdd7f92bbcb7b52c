//! Oneofs that are gone.

use crate::context::{Findings, PairContext};
use crate::contracts::{Change, Effects};
use crate::pair::effects;
use crate::pair::oneofs::Exclusions;
use crate::pair::{Both, fixes, place};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::OneofView;

pub static RULE: Room = Room {
    id: "ONEOF_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("oneof_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.messages {
        let is_left = |oneof: &OneofView<'_>| after.oneof_named(oneof.name()).is_some();
        let gone: Vec<OneofView<'_>> = before.oneofs().filter(|oneof| !is_left(oneof)).collect();
        if gone.is_empty() {
            continue;
        }
        let exclusions = Exclusions::of(Both { before, after });
        for oneof in gone {
            let message = format!("oneof `{}` of `{}` was deleted", oneof.name(), after.name());
            let finding = cx.finding(place::of_message(after), message);
            let finding = finding.label(oneof.name_place(), "it was declared here");
            // Its fields may exclude each other no longer.
            let moved = oneof.fields().filter_map(|was| Some((was, after.field_numbered(was.number()?)?)));
            let moved = moved.filter(|&(was, is)| !exclusions.are_kept(was, is));
            let effects = moved.map(|(was, is)| effects::of_exclusion(was, is)).collect::<Effects>();
            let effects = Change::Generated.effects().and(effects);
            let fix = fixes::restore_oneof(cx.pair, oneof, after, effects);
            out.push(effects.tell(finding, "restore it").fix(fix));
        }
    }
}
