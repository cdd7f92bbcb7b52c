//! The types of strings in C++.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::{Both, fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Fix, Severity};
use protune_compiler::schema::{Edition, FieldView, OptionStep, Scalar, Type};

pub static RULE: Room = Room {
    id: "FIELD_SAME_CPP_STRING_TYPE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("field_same_cpp_string_type.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in cx.pair.fields.iter().filter(is_text) {
        let (was, is) = (string_type(before), string_type(after));
        // A piece of a string was never more than a wish.
        if was == is || (was, is) == ("STRING_PIECE", "STRING") {
            continue;
        }
        let message = format!("the C++ type of {} changed from `{was}` to `{is}`", words::field(after));
        let span = after.option_span(CTYPE).or_else(|| after.option_span(STRING_TYPE));
        let place = span.map_or(place::of_field(after), |span| after.file.place(span));
        let finding = cx.finding(place, message);
        let finding = finding.label(place::of_field(before), format!("it was `{was}` here"));
        let advice = "C++ accessors take and return other types; restore the option";
        let finding = Change::Generated.effects().tell(finding, advice);
        out.push(finding.fix(restore(before, after, was)));
    }
}

fn restore(before: FieldView<'_>, after: FieldView<'_>, was: &str) -> Option<Fix> {
    match [before, after].iter().any(|field| field.option_span(CTYPE).is_some()) {
        true => fixes::restore_field_option(before, after, CTYPE, was, Change::Generated.effects()),
        // Otherwise it takes an import.
        false => after.option_span(STRING_TYPE).and_then(|_| {
            let (name, effects) = ("features.(pb.cpp).string_type", Change::Generated.effects());
            fixes::set_field_feature(after, STRING_TYPE, name, was, effects)
        }),
    }
}

/// `ctype` of `FieldOptions`.
const CTYPE: &[OptionStep] = &[(1, "ctype")];
/// `features.(pb.cpp).string_type` there.
const STRING_TYPE: &[OptionStep] = &[(21, "features"), (1000, "pb.cpp"), (2, "string_type")];

fn string_type(field: FieldView<'_>) -> &'static str {
    let ctype = || field.option(&[1]).and_then(|option| option.as_varint());
    if let Some(number) = ctype() {
        return ["STRING", "CORD", "STRING_PIECE"].get(number as usize).copied().unwrap_or("STRING");
    }
    match field.custom_feature(1000, 2) {
        Some(1) => "VIEW",
        Some(2) => "CORD",
        Some(_) => "STRING",
        None if field.file.edition() >= Edition::E2024 => "VIEW",
        None => "STRING",
    }
}

/// A string or bytes on both sides. The keys and values of maps are `std::string`, whatever options say.
fn is_text(both: &&Both<FieldView<'_>>) -> bool {
    let is_text = |field: FieldView<'_>| matches!(field.ty(), Type::Scalar(Scalar::String | Scalar::Bytes));
    is_text(both.before) && is_text(both.after) && !both.after.is_of_map_entry()
}
