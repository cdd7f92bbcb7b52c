//! Whether enums are open.

use crate::context::{Findings, PairContext};
use crate::contracts::{Change, Shape};
use crate::pair::{Both, fixes};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{EnumView, OptionStep};

pub static RULE: Room = Room {
    id: "ENUM_SAME_TYPE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("enum_same_type.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.enums {
        if before.is_open() == after.is_open() {
            continue;
        }
        let words = |it: EnumView<'_>| if it.is_open() { "open" } else { "closed" };
        let message = format!("enum `{}` changed from {} to {}", after.name(), words(before), words(after));
        let span = after.option_span(ENUM_TYPE).unwrap_or(after.span());
        let finding = cx
            .finding(after.file.place(span), message)
            .label(before.name_place(), format!("it was {} here", words(before)));
        let was = if before.is_open() { "OPEN" } else { "CLOSED" };
        let set = after.option_span(ENUM_TYPE);
        let [old, new] = [before, after].map(|it| Shape::Enum { is_open: it.is_open() });
        let effects = Change::Type(old, new).effects();
        let fix = fixes::set_feature(after.file, after.node(), set, "enum_type", was, effects);
        out.push(effects.tell(finding, "set `features.enum_type` to its old value").fix(fix));
    }
}

/// `features.enum_type` of `EnumOptions`.
const ENUM_TYPE: &[OptionStep] = &[(7, "features"), (2, "enum_type")];
