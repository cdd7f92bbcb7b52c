//! Messages whose lengths take more bytes than end tags, or vice versa.

use crate::contracts::{self, Shape};
use crate::proposal::{MeasuredField, ProfileContext, Proposal, Words, counted};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::{Change, Kind, Label};

pub static RULE: Room = Room {
    id: "REWRITE_DELIMITED",
    wing: Wing::Rewrite,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("delimited.md"),
    options: &[],
    check: Check::Profile(check),
};

fn check(cx: &ProfileContext<'_>, out: &mut Vec<Proposal>) {
    for (_, field) in cx.fields() {
        // Only editions can express it.
        if field.declared.file.edition().is_edition() {
            out.extend(propose(cx, field));
        }
    }
}

fn propose(cx: &ProfileContext<'_>, field: &MeasuredField<'_>) -> Option<Proposal> {
    let messages = field.counts.as_ref()?.elements;
    let (ends, lengths) = (messages * field.tag(), field.length_bytes());
    let (change, words, now, then) = match field.field.kind {
        Kind::Message if field.field.label != Label::Map => {
            (Change::Delimit, ["lengths", "end tags", "DELIMITED"], lengths, ends)
        }
        Kind::Group => (Change::Prefix, ["end tags", "lengths", "LENGTH_PREFIXED"], ends, lengths),
        _ => return None,
    };
    let [is, other, value] = words;
    let words = Words {
        message: format!(
            "the {is} of `{}` take {now} bytes in {}; {other} would take {then}",
            field.declared.name(),
            counted(messages, "message")
        ),
        help: format!("encode the messages with {other} instead of {is}"),
        title: format!("set `features.message_encoding = {value}`"),
    };
    let effect = contracts::Change::Type(Shape::Message, Shape::Delimited);
    cx.propose(field, change, words, effect, i128::from(now) - i128::from(then))
}
