//! The names of fields in JSON.

use crate::context::{Findings, PairContext};
use crate::pair::effects;
use crate::pair::{Both, fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FIELD_SAME_JSON_NAME",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_same_json_name.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    // Nobody can choose the JSON name of an extension.
    for &Both { before, after } in cx.pair.fields.iter().filter(|both| !both.after.is_extension()) {
        let (was, is) = (before.json_name(), after.json_name());
        if was == is {
            continue;
        }
        let message = format!("the JSON name of {} changed from `{was}` to `{is}`", words::field(after));
        let place = match after.pseudo_option_entry("json_name") {
            Some(entry) => after.file.place(entry.span()),
            None => place::of_field(after),
        };
        let finding =
            cx.finding(place, message).label(place::of_field(before), format!("it was `{was}` here"));
        let fix = fixes::restore_json_name(before, after);
        let effects = effects::of_names(before, after);
        out.push(effects.tell(finding, "set `json_name` to its old value").fix(fix));
    }
}
