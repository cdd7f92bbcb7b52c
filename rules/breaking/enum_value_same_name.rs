//! The names of enum values.

use crate::context::{Findings, PairContext};
use crate::pair::effects;
use crate::pair::{enum_values, words};
use crate::renames;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{Symbol, ValueView};

pub static RULE: Room = Room {
    id: "ENUM_VALUE_SAME_NAME",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &["protolock:NoChangingFieldNames"],
    severity: Severity::Error,
    doc: include_str!("enum_value_same_name.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for both in &cx.pair.enums {
        let after = enum_values::by_number(both.after);
        for (number, was) in enum_values::by_number(both.before) {
            let Ok(at) = after.binary_search_by_key(&number, |&(number, _)| number) else { continue };
            renamed(cx, number, &was, &after[at].1, out);
        }
    }
}

fn renamed(
    cx: &PairContext<'_>,
    number: i32,
    was: &[ValueView<'_>],
    is: &[ValueView<'_>],
    out: &mut Findings,
) {
    let (old, new) = (enum_values::names(was), enum_values::names(is));
    if old.iter().all(|name| new.binary_search(name).is_ok()) {
        return;
    }
    let effects = effects::of_value_names(was, is);
    let (from, to) = (words::names(&old), words::names(&new));
    for value in is {
        let message =
            format!("enum value {number} of `{}` was renamed from {from} to {to}", value.parent().name());
        let finding = cx.finding(value.file.place(value.number_span().unwrap_or(value.span())), message);
        let finding = finding.label(was[0].file.place(was[0].span()), "it was declared here");
        let finding = effects.tell(finding, "keep the old name, and add the new one as an alias");
        let is_one = was.len() == 1 && is.len() == 1;
        out.push(finding.fix(is_one.then(|| renames::rename(*value, Symbol::Value, old[0])).flatten()));
    }
}
