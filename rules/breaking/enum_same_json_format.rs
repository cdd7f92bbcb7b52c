//! Whether enums have a JSON format.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::{Both, fixes, place};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::OptionStep;

pub static RULE: Room = Room {
    id: "ENUM_SAME_JSON_FORMAT",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("enum_same_json_format.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.enums {
        if !before.has_json() || after.has_json() {
            continue;
        }
        let message = format!(
            "the JSON format of enum `{}` changed from `ALLOW` to `LEGACY_BEST_EFFORT`",
            after.name()
        );
        let place =
            after.option_span(JSON_FORMAT).map_or(place::of_enum(after), |span| after.file.place(span));
        let finding = cx.finding(place, message);
        let finding = finding.label(before.name_place(), "it was `ALLOW` here");
        let (node, set) = (after.node(), after.option_span(JSON_FORMAT));
        let effects = Change::JsonFormat.effects();
        let fix = fixes::set_feature(after.file, node, set, "json_format", "ALLOW", effects);
        out.push(effects.tell(finding, "set `features.json_format = ALLOW`").fix(fix));
    }
}

/// `features.json_format` of `EnumOptions`.
const JSON_FORMAT: &[OptionStep] = &[(7, "features"), (6, "json_format")];
