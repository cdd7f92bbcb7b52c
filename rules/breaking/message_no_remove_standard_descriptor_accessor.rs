//! The option that takes `descriptor()` from messages.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::edits;
use crate::pair::Both;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::MessageView;

pub static RULE: Room = Room {
    id: "MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("message_no_remove_standard_descriptor_accessor.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.messages {
        if is_set(before) || !is_set(after) {
            continue;
        }
        let message = format!("message `{}` lost the method `descriptor()` in generated code", after.name());
        let span = after.option(ACCESSOR).map_or(after.span(), |option| option.span());
        let finding = cx.finding(after.file.place(span), message);
        let finding = finding.label(before.name_place(), "it had the method here");
        let edit = edits::remove_statement(after.file, span);
        let effects = Change::Generated.effects();
        let fix = effects.fix("remove the option", vec![edit]);
        out.push(effects.tell(finding, "remove the option").fix(fix));
    }
}

/// `no_standard_descriptor_accessor` of `MessageOptions`.
const ACCESSOR: &[i32] = &[2];

fn is_set(message: MessageView<'_>) -> bool {
    message.option(ACCESSOR).and_then(|option| option.as_bool()) == Some(true)
}
