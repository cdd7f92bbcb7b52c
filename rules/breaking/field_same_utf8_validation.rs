//! Whether strings are checked to be UTF-8.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::{Both, fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, OptionStep, Scalar, Type};

pub static RULE: Room = Room {
    id: "FIELD_SAME_UTF8_VALIDATION",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_same_utf8_validation.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in cx.pair.fields.iter().filter(is_string) {
        if before.verifies_utf8() == after.verifies_utf8() {
            continue;
        }
        let message = match after.verifies_utf8() {
            true => format!("the UTF-8 check of {} changed from `NONE` to `VERIFY`", words::field(after)),
            false => format!("the UTF-8 check of {} changed from `VERIFY` to `NONE`", words::field(after)),
        };
        let place = after.option_span(VALIDATION).filter(|_| !after.is_of_map_entry());
        let place = place.map_or(place::of_field(after), |span| after.file.place(span));
        let finding = cx.finding(place, message).label(place::of_field(before), "it was declared here");
        let effects = Change::Utf8 { is_checked: after.verifies_utf8() }.effects();
        let finding = effects.tell(finding, "set `features.utf8_validation` to its old value");
        let was = if before.verifies_utf8() { "VERIFY" } else { "NONE" };
        let fix = fixes::set_field_feature(after, VALIDATION, "features.utf8_validation", was, effects);
        out.push(finding.fix(fix.filter(|_| java(before) == java(after))));
    }
}

/// `features.(pb.java).utf8_validation`, which may lean on the feature of all languages.
fn java(field: FieldView<'_>) -> Option<u64> {
    field.custom_feature(1001, 2)
}

/// `features.utf8_validation` of `FieldOptions`.
const VALIDATION: &[OptionStep] = &[(21, "features"), (4, "utf8_validation")];

/// A string on both sides.
fn is_string(both: &&Both<FieldView<'_>>) -> bool {
    let string = Type::Scalar(Scalar::String);
    both.before.ty() == string && both.after.ty() == string
}
