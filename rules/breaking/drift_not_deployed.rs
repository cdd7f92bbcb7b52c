//! Declarations that the schema has and a server does not.

use crate::context::{Findings, PairContext};
use crate::contracts::{Change, Effects};
use crate::pair::{added, effects, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Place, Severity};

pub static RULE: Room = Room {
    id: "DRIFT_NOT_DEPLOYED",
    wing: Wing::Breaking,
    categories: &["DRIFT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("drift_not_deployed.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    let mut report = |place: Place, what: String, effects: Effects| {
        let finding = cx.finding(place, format!("{what} is not served"));
        out.push(finding.contracts(effects.contracts()));
    };
    let unfelt = Change::Unfelt.effects();
    for service in added::services(cx.pair) {
        report(service.name_place(), format!("service `{}`", service.name()), unfelt);
    }
    for method in added::methods(cx.pair) {
        let what = format!("RPC `{}` of `{}`", method.name(), method.service().name());
        report(method.name_place(), what, unfelt);
    }
    for field in added::fields(cx.pair) {
        report(field.name_place(), words::field(field), effects::of_field_added(field));
    }
    for (parent, value) in added::values(cx.pair) {
        let what = format!("value `{}` of `{}`", value.name(), parent.name());
        report(value.name_place(), what, effects::of_value_added(parent));
    }
}
