//! Fields that are new.

use crate::context::{Findings, PairContext};
use crate::contracts::{Change, Effects};
use crate::pair::effects;
use crate::pair::{added, required};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("field_added.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for field in added::fields(cx.pair) {
        let (number, parent) =
            (field.number().unwrap_or(0), field.message().map_or("", |parent| parent.name()));
        let message = format!("field `{}` ({number}) was added to `{parent}`", field.name());
        let callers = required::is_required_of_callers(field).then(|| Change::RequiredOfCallers.effects());
        let effects = effects::of_field_added(field).and(callers.unwrap_or(Effects::NONE));
        let finding = cx.finding(field.name_place(), message).contracts(effects.contracts());
        out.push(match required::is_required(field) {
            false => finding,
            true => {
                let finding = effects.tell(finding, "make it optional");
                finding.severity(Severity::Warning)
            }
        });
    }
}
