//! Declarations that a server has and the schema does not.

use crate::context::{Findings, PairContext};
use crate::contracts::{Change, Effects};
use crate::pair::deleted::{self, Kind};
use crate::pair::{Gone, effects, enum_values, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Severity};

pub static RULE: Room = Room {
    id: "DRIFT_REMOVED",
    wing: Wing::Breaking,
    categories: &["DRIFT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("drift_removed.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for kind in [Kind::Service, Kind::Message, Kind::Enum, Kind::Extension] {
        for gone in deleted::missing(cx.pair, kind) {
            let message = format!("{} `{}` is served, but not declared here", gone.noun, gone.full_name);
            let finding =
                cx.finding(gone.place, message).label(gone.label, "it is declared here on the server");
            out.push(told(finding, gone.effects));
        }
    }
    for &Gone { before, parent } in &cx.pair.deleted_methods {
        let message =
            format!("RPC `{}` of `{}` is served, but not declared here", before.name(), parent.name());
        let finding =
            cx.finding(parent.place(), message).label(before.place(), "it is declared here on the server");
        out.push(told(finding, Change::CallDeleted.effects()));
    }
    for &Gone { before, parent } in &cx.pair.deleted_fields {
        if before.is_of_map_entry() {
            continue;
        }
        let what = words::field(before);
        let number = before.number().unwrap_or_default();
        let message = format!("{what} with number {number} is served, but not declared here");
        let finding = cx.finding(place::of_message(parent), message);
        let finding = finding.label(place::of_field(before), "it is declared here on the server");
        out.push(told(finding, effects::of_field_gone(before, parent)));
    }
    for gone in enum_values::gone(cx.pair) {
        for value in &gone.values {
            let (name, parent, number) = (value.name(), gone.parent, gone.number);
            let message = format!(
                "value `{name}` of `{}` with number {number} is served, but not declared here",
                parent.name()
            );
            let finding = cx.finding(place::of_enum(parent), message);
            let finding = finding.label(value.place(), "it is declared here on the server");
            out.push(told(finding, effects::of_value_gone(&gone)));
        }
    }
}

fn told(finding: Diagnostic, effects: Effects) -> Diagnostic {
    finding.help("restore it, or deploy the server without it").contracts(effects.contracts())
}
