//! Fields that are gone.

use crate::context::{Findings, PairContext};
use crate::pair::effects;
use crate::pair::{Gone, fixes, place};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_NO_DELETE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_no_delete.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Gone { before, parent } in &cx.pair.deleted_fields {
        let (name, number) = (before.name(), before.number().unwrap_or(0));
        let message = format!("field `{name}` ({number}) of `{}` was deleted", parent.name());
        let finding = cx.finding(place::of_message(parent), message);
        let finding = finding.label(place::of_field(before), "it was declared here");
        let fix = fixes::put_field_back(cx.pair, before, parent);
        out.push(effects::of_field_gone(before, parent).tell(finding, "restore it as deprecated").fix(fix));
    }
}
