//! Enums whose values may share a number.

use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Rule = Rule {
    id: "ENUM_NO_ALLOW_ALIAS",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    severity: Severity::Error,
    doc: include_str!("enum_no_allow_alias.md"),
    options: &[],
    check: Check::File(check),
};

/// The field of `google.protobuf.EnumOptions`.
const ALLOW_ALIAS: i32 = 2;

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for enumeration in cx.file.enums() {
        let Some(option) = enumeration.option(&[ALLOW_ALIAS]) else { continue };
        if option.as_bool() == Some(true) {
            let message = format!("the enum `{}` lets several values share a number", enumeration.name());
            let help = "give each value a number of its own, and remove the option";
            out.push(cx.finding(option.span(), message).help(help));
        }
    }
}
