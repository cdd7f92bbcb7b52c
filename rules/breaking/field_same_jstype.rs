//! The types of 64-bit integers in JavaScript.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::{Both, fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, OptionStep, Scalar, Type};

pub static RULE: Room = Room {
    id: "FIELD_SAME_JSTYPE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_same_jstype.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in
        cx.pair.fields.iter().filter(|both| is_64_bit(both.before) && is_64_bit(both.after))
    {
        let (was, is) = (jstype(before), jstype(after));
        if was == is {
            continue;
        }
        let message =
            format!("the JavaScript type of {} changed from `{was}` to `{is}`", words::field(after));
        let place = match after.option_span(JSTYPE) {
            Some(span) => after.file.place(span),
            None => place::of_field(after),
        };
        let finding = cx.finding(place, message);
        let finding = finding.label(place::of_field(before), format!("it was `{was}` here"));
        let effects = Change::Generated.effects();
        let advice = "JavaScript gets a string instead of a number, or vice versa; restore the option";
        let finding = effects.tell(finding, advice);
        let fix = fixes::restore_field_option(before, after, JSTYPE, was, effects);
        out.push(finding.fix(fix.filter(|_| !after.is_of_map_entry())));
    }
}

/// `jstype` of `FieldOptions`.
const JSTYPE: &[OptionStep] = &[(6, "jstype")];

fn jstype(field: FieldView<'_>) -> &'static str {
    // What a map declares has no options of its own.
    let number =
        field.option(&[6]).and_then(|option| option.as_varint()).filter(|_| !field.is_of_map_entry());
    ["JS_NORMAL", "JS_STRING", "JS_NUMBER"].get(number.unwrap_or(0) as usize).copied().unwrap_or("JS_NORMAL")
}

fn is_64_bit(field: FieldView<'_>) -> bool {
    use Scalar::{Fixed64, Int64, Sfixed64, Sint64, Uint64};
    matches!(field.ty(), Type::Scalar(Int64 | Uint64 | Sint64 | Fixed64 | Sfixed64))
}
