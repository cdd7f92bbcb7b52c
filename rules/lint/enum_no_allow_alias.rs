//! Enums that set `allow_alias`.

use crate::context::{FileContext, Findings};
use crate::edits;
use crate::room::{Buf, Check, InBuf, Room, Wing};
use protune_compiler::diagnostic::{Fix, Safety, Severity};
use protune_compiler::schema::{EnumView, OptionView};
use std::collections::HashSet;

pub static RULE: Room = Room {
    id: "ENUM_NO_ALLOW_ALIAS",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf { v1beta1: InBuf::As(&["MINIMAL", "BASIC", "STANDARD", "SENSIBLE"]), ..Buf::ALWAYS },
    aliases: &["prototool:ENUMS_NO_ALLOW_ALIAS"],
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
            let message = format!(
                "enum `{}` should give each value its own number, without `allow_alias`",
                enumeration.name()
            );
            let finding = cx.finding(option.place(), message);
            out.push(match has_aliases(enumeration) {
                true => finding.help("give each value its own number, and remove the option"),
                false => finding.help("remove the option: no values share a number").fix(remove(option)),
            });
        }
    }
}

/// Returns whether two values share a number, or might because the number of one cannot be read.
fn has_aliases(enumeration: EnumView<'_>) -> bool {
    let mut seen = HashSet::new();
    enumeration.values().any(|value| value.number().is_none_or(|number| !seen.insert(number)))
}

fn remove(option: OptionView<'_>) -> Fix {
    Fix::new("remove the option", Safety::Safe, vec![edits::remove_statement(option.file, option.span())])
}
