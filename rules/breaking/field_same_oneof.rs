//! Which oneof fields are in.

use crate::context::{Findings, PairContext};
use crate::pair::{Both, fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

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
        let finding = cx.finding(place::of_field(after), message);
        let finding = finding.label(place::of_field(before), "it was declared here");
        let finding = finding.help("this breaks generated source, and readers drop one of two fields that the other side set together; leave it where it was, and add a field with a new number");
        out.push(finding.fix(fixes::restore_place(cx.pair, before, after)));
    }
}
