//! The names of fields.

use crate::context::{Findings, PairContext};
use crate::pair::effects;
use crate::pair::{Both, fixes, place};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_SAME_NAME",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoChangingFieldNames"],
    severity: Severity::Error,
    doc: include_str!("field_same_name.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.fields {
        let (was, is) = match after.is_extension() {
            true => (before.extension_name(), after.extension_name()),
            false => (before.name(), after.name()),
        };
        if was == is {
            continue;
        }
        let message = match after.message() {
            Some(message) => format!(
                "field {} of `{}` was renamed from `{was}` to `{is}`",
                after.number().unwrap_or(0),
                message.name()
            ),
            None => format!("extension `{was}` was renamed to `{is}`"),
        };
        let finding = cx.finding(place::of_field_name(after), message);
        let finding = finding.label(place::of_field_name(before), format!("it was `{was}` here"));
        let effects = effects::of_names(before, after);
        let advice = match effects.contracts().json.breaks() {
            true => "keep the name, or at least its JSON name with `json_name`",
            false => "keep the name",
        };
        out.push(effects.tell(finding, advice).fix(fixes::restore_name(before, after)));
    }
}
