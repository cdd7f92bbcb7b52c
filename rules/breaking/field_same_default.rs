//! The default values of fields.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::{Both, defaults, fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::DefaultValue;

pub static RULE: Room = Room {
    id: "FIELD_SAME_DEFAULT",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::SINCE_V2,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_same_default.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.fields {
        let (Some(was), Some(is)) = (before.default_value(), after.default_value()) else { continue };
        if defaults::are_same(before, after) {
            continue;
        }
        let message =
            format!("the default of {} changed from {} to {}", words::field(after), shown(&was), shown(&is));
        let place = match after.pseudo_option_entry("default") {
            Some(entry) => after.file.place(entry.span()),
            None => place::of_field(after),
        };
        let finding = cx.finding(place, message);
        let finding = finding.label(place::of_field(before), format!("it was {} here", shown(&was)));
        let advice = "restore the default, and add a field with a new number";
        let finding = Change::Default.effects().tell(finding, advice);
        out.push(finding.fix(fixes::restore_default(before, after)));
    }
}

fn shown(value: &DefaultValue<'_>) -> String {
    match value {
        DefaultValue::Bool(value) => format!("`{value}`"),
        DefaultValue::Int(value) => format!("`{value}`"),
        DefaultValue::Float(value) => format!("`{value}`"),
        DefaultValue::Enum(value) => format!("`{}`", value.name()),
        DefaultValue::Bytes(value) => format!("`\"{}\"`", value.escape_ascii()),
    }
}
