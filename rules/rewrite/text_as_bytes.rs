//! Strings that spell bytes, as UUIDs or hexadecimal digits.

use crate::contracts;
use crate::proposal::{MeasuredField, ProfileContext, Proposal, Words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::{Change, Kind, TextForm};

pub static RULE: Room = Room {
    id: "REWRITE_TEXT_AS_BYTES",
    wing: Wing::Rewrite,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("text_as_bytes.md"),
    options: &[],
    check: Check::Profile(check),
};

fn check(cx: &ProfileContext<'_>, out: &mut Vec<Proposal>) {
    for (_, field) in cx.fields().filter(|(_, field)| field.field.kind == Kind::String) {
        let has_default = field.declared.pseudo_option("default").is_some();
        let Some((form, saved)) = spelled(field).filter(|_| !has_default) else { continue };
        let what = match form {
            TextForm::Uuid => "a UUID in 36 characters",
            TextForm::Hex => "bytes in twice as many hexadecimal digits",
        };
        let words = Words {
            message: format!("every value of `{}` spells {what}", field.name()),
            help: "make it `bytes`, and send the bytes themselves".to_owned(),
            title: "change the type to `bytes`".to_owned(),
        };
        out.extend(cx.propose(field, Change::Bytes(form), words, contracts::Change::Decoded, saved));
    }
}

/// Form of all values, and the bytes that the change saves.
fn spelled(field: &MeasuredField<'_>) -> Option<(TextForm, i128)> {
    let counts = field.counts.as_ref()?;
    let strings = counts.strings.as_ref()?;
    if strings.uuid == counts.elements {
        return Some((TextForm::Uuid, 20 * i128::from(counts.elements)));
    }
    (strings.hex == counts.elements).then(|| (TextForm::Hex, i128::from(counts.payload_bytes / 2)))
}
