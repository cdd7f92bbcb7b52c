//! Whether Java checks strings to be UTF-8.

use crate::pair::{Both, place, words};
use crate::rule::{Check, Findings, PairContext, Rule, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, OptionStep, Scalar, Type};

pub static RULE: Rule = Rule {
    id: "FIELD_SAME_JAVA_UTF8_VALIDATION",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    severity: Severity::Error,
    doc: include_str!("field_same_java_utf8_validation.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in cx.pair.fields.iter().filter(is_string) {
        if verifies(before) == verifies(after) {
            continue;
        }
        let message = match verifies(after) {
            true => format!("Java checks {} to be UTF-8, and did not", words::field(after)),
            false => format!("Java no longer checks {} to be UTF-8", words::field(after)),
        };
        let of_file = after.file.option(&[CHECK_UTF8]).map(|option| option.span());
        let own = || after.option_span(VALIDATION).filter(|_| !after.is_of_map_entry());
        let place = of_file.or_else(own).map_or(place::of_field(after), |span| after.file.place(span));
        let finding = cx.finding(place, message).label(place::of_field(before), "it was declared here");
        out.push(finding.help("this breaks Java readers that check, on whichever side, once a string is not UTF-8; set `features.(pb.java).utf8_validation` to what it was"));
    }
}

/// `java_string_check_utf8` of `FileOptions`.
const CHECK_UTF8: i32 = 27;
/// `features.(pb.java).utf8_validation` of `FieldOptions`.
const VALIDATION: &[OptionStep] = &[(21, "features"), (1001, "pb.java"), (2, "utf8_validation")];

fn verifies(field: FieldView<'_>) -> bool {
    const VERIFY: u64 = 2;
    let of_file = || field.file.option(&[CHECK_UTF8]).and_then(|option| option.as_bool()) == Some(true);
    field.custom_feature(1001, 2) == Some(VERIFY) || of_file() || field.verifies_utf8()
}

/// A string on both sides.
fn is_string(both: &&Both<FieldView<'_>>) -> bool {
    let string = Type::Scalar(Scalar::String);
    both.before.ty() == string && both.after.ty() == string
}
