//! Fields that callers did not have to set, and now do.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::effects;
use crate::pair::{Both, added, required, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_NO_BECOME_REQUIRED",
    wing: Wing::Breaking,
    categories: &["ANNOTATIONS"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_no_become_required.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.fields {
        if required::is_required_of_callers(after) && !required::is_required_of_callers(before) {
            let message = format!("{} became `REQUIRED` in `google.api.field_behavior`", words::field(after));
            let finding = cx.finding(after.name_place(), message);
            let finding = finding.label(before.name_place(), "it was not required here");
            out.push(Change::RequiredOfCallers.effects().tell(finding, ADVICE));
        }
    }
    for field in added::fields(cx.pair).filter(|&field| required::is_required_of_callers(field)) {
        let message = format!("new {} is `REQUIRED` in `google.api.field_behavior`", words::field(field));
        let effects = effects::of_field_added(field).and(Change::RequiredOfCallers.effects());
        out.push(effects.tell(cx.finding(field.name_place(), message), ADVICE));
    }
}

const ADVICE: &str = "leave it optional, and let the server choose a value";
