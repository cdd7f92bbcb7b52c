//! Required fields that come or go.

use crate::context::{Findings, PairContext};
use crate::pair::effects::{self, Compared};
use crate::pair::{Both, fixes, place};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, MessageView};
use protune_compiler::syntax::Label;

pub static RULE: Room = Room {
    id: "MESSAGE_SAME_REQUIRED_FIELDS",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("message_same_required_fields.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    let mut compared = Compared::default();
    for &Both { before, after } in &cx.pair.messages {
        for field in required(before).filter(|field| !has(after, field)) {
            let (name, message) = (field.name(), after.name());
            let now = of_number(after, field);
            let message = match now {
                Some(_) => format!("field `{name}` of `{message}` is no longer required"),
                None => format!("required field `{name}` of `{message}` was deleted"),
            };
            let finding = cx.finding(place::of_message(after), message);
            let finding = finding.label(place::of_field(field), "it was required here");
            let effects = match now {
                Some(now) => compared.of_cardinality(field, now),
                None => effects::of_field_gone(field, after),
            };
            let fix = now.and_then(|now| fixes::restore_field(cx.pair, field, now, effects));
            out.push(effects.tell(finding, "keep it required").fix(fix));
        }
        for field in required(after).filter(|field| !has(before, field)) {
            let (name, message) = (field.name(), after.name());
            let was = of_number(before, field);
            let message = match was {
                Some(_) => format!("field `{name}` of `{message}` became required"),
                None => format!("required field `{name}` was added to `{message}`"),
            };
            // Without a label: a comment that ignores the rule in the old message says nothing about a new field.
            let finding = cx.finding(place::of_field(field), message);
            let effects = match was {
                Some(was) => compared.of_cardinality(was, field),
                None => effects::of_field_added(field),
            };
            let fix = match was {
                Some(was) => fixes::restore_field(cx.pair, was, field, effects),
                None => fixes::make_optional(field),
            };
            out.push(effects.tell(finding, "make it optional").fix(fix));
        }
    }
}

fn required(message: MessageView<'_>) -> impl Iterator<Item = FieldView<'_>> {
    message.fields().filter(|field| field.label() == Some(Label::Required))
}

fn has(message: MessageView<'_>, field: &FieldView<'_>) -> bool {
    of_number(message, *field).is_some_and(|other| other.label() == Some(Label::Required))
}

/// The field of a message that has the number of another.
fn of_number<'s>(message: MessageView<'s>, field: FieldView<'_>) -> Option<FieldView<'s>> {
    message.field_numbered(field.number()?)
}
