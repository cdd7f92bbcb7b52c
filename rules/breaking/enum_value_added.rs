//! Values of enums that are new.

use crate::context::{Findings, PairContext};
use crate::pair::added;
use crate::pair::effects;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "ENUM_VALUE_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("enum_value_added.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for (was, value) in added::values(cx.pair) {
        let (name, number, parent) = (value.name(), value.number().unwrap_or(0), value.parent());
        let message = format!("enum value `{name}` ({number}) was added to `{}`", parent.name());
        let contracts = effects::of_value_added(was).contracts();
        out.push(cx.finding(value.name_place(), message).contracts(contracts));
    }
}
