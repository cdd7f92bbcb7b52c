//! Whether Java checks strings to be UTF-8.

use crate::context::{Findings, PairContext};
use crate::contracts::{Change, Effects};
use crate::pair::{Both, fixes, place, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Fix, Severity};
use protune_compiler::schema::{FieldView, OptionStep, Scalar, Type};

pub static RULE: Room = Room {
    id: "FIELD_SAME_JAVA_UTF8_VALIDATION",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
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
            true => format!("Java now checks that {} is UTF-8", words::field(after)),
            false => format!("Java no longer checks that {} is UTF-8", words::field(after)),
        };
        let of_file = after.file.option(&[CHECK_UTF8]).map(|option| option.span());
        let own = || after.option_span(VALIDATION).filter(|_| !after.is_of_map_entry());
        let place = of_file.or_else(own).map_or(place::of_field(after), |span| after.file.place(span));
        let finding = cx.finding(place, message).label(place::of_field(before), "it was declared here");
        let effects = Change::Utf8 { is_checked: verifies(after) }.effects();
        let finding = effects.tell(finding, "set `features.(pb.java).utf8_validation` to its old value");
        out.push(finding.fix(restore(before, after, effects)));
    }
}

/// The option of the file, else that of every language, else the one of Java where that is set.
fn restore(before: FieldView<'_>, after: FieldView<'_>, effects: Effects) -> Option<Fix> {
    if checks_file(before) != checks_file(after) && !after.file.edition().is_edition() {
        let name = "java_string_check_utf8";
        return fixes::restore_file_option(before.file, after.file, CHECK_UTF8, name, effects);
    }
    if before.verifies_utf8() != after.verifies_utf8() {
        let was = if before.verifies_utf8() { "VERIFY" } else { "NONE" };
        return fixes::set_field_feature(after, ALL_VALIDATION, "features.utf8_validation", was, effects);
    }
    let was = if verifies(before) { "VERIFY" } else { "DEFAULT" };
    let name = "features.(pb.java).utf8_validation";
    after
        .option_span(VALIDATION)
        .and_then(|_| fixes::set_field_feature(after, VALIDATION, name, was, effects))
}

fn checks_file(field: FieldView<'_>) -> bool {
    field.file.option(&[CHECK_UTF8]).and_then(|option| option.as_bool()) == Some(true)
}

/// `java_string_check_utf8` of `FileOptions`.
const CHECK_UTF8: i32 = 27;
/// `features.utf8_validation` of `FieldOptions`.
const ALL_VALIDATION: &[OptionStep] = &[(21, "features"), (4, "utf8_validation")];
/// `features.(pb.java).utf8_validation` there.
const VALIDATION: &[OptionStep] = &[(21, "features"), (1001, "pb.java"), (2, "utf8_validation")];

fn verifies(field: FieldView<'_>) -> bool {
    const VERIFY: u64 = 2;
    field.custom_feature(1001, 2) == Some(VERIFY) || checks_file(field) || field.verifies_utf8()
}

/// A string on both sides.
fn is_string(both: &&Both<FieldView<'_>>) -> bool {
    let string = Type::Scalar(Scalar::String);
    both.before.ty() == string && both.after.ty() == string
}
