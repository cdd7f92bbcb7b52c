//! Oneofs that are gone.

use crate::context::{Findings, PairContext};
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
        for oneof in before.oneofs().filter(|oneof| !is_left(oneof)) {
            let message = format!("the oneof `{}` of `{}` was deleted", oneof.name(), after.name());
            let finding = cx.finding(place::of_message(after), message);
            let finding = finding.label(oneof.name_place(), "it was declared here");
            let fix = fixes::restore_oneof(cx.pair, oneof, after);
            let help = "this breaks generated source, which has a type or a case for it; put it back";
            out.push(finding.help(help).fix(fix));
        }
    }
}
