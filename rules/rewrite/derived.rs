//! Fields whose values follow from other fields in every message.

use crate::contracts;
use crate::proposal::{Measured, MeasuredField, ProfileContext, Proposal, Words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::profile::{self, Derived};
use protune_wire::{Change, Derivation};

pub static RULE: Room = Room {
    id: "REWRITE_DERIVED",
    wing: Wing::Rewrite,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("derived.md"),
    options: &[],
    check: Check::Profile(check),
};

fn check(cx: &ProfileContext<'_>, out: &mut Vec<Proposal>) {
    for message in &cx.measurements.messages {
        let mut gone = Vec::new();
        // A message that equals another one is for `reshape`.
        for field in message.fields.iter().filter(|field| !field.field.kind.is_message()) {
            // The field that it follows from has to stay.
            let follows =
                |derived: &&Derived| derived.field == field.field.number && !gone.contains(&derived.from);
            let Some(derived) = message.derived.iter().find(follows) else { continue };
            let is_needed = message
                .derived
                .iter()
                .any(|other| gone.contains(&other.field) && other.from == derived.field);
            if let Some(proposal) = propose(cx, message, field, derived).filter(|_| !is_needed) {
                gone.push(derived.field);
                out.push(proposal);
            }
        }
    }
}

fn propose(
    cx: &ProfileContext<'_>,
    message: &Measured<'_>,
    field: &MeasuredField<'_>,
    derived: &Derived,
) -> Option<Proposal> {
    let counts = field.counts.as_ref()?;
    let from = || message.fields.iter().find(|other| other.field.number == derived.from);
    let (derivation, what) = match derived.form {
        profile::EQUAL => (Derivation::Equal { to: derived.from }, format!("`{}`", from()?.declared.name())),
        profile::JSON_NAME => {
            let what = format!("the JSON name of `{}`", from()?.declared.name());
            (Derivation::JsonName { of: derived.from }, what)
        }
        profile::POSITION => {
            (Derivation::Position { first: 0 }, "its position in the list, from 0".to_owned())
        }
        profile::PLACE => (Derivation::Position { first: 1 }, "its position in the list, from 1".to_owned()),
        _ => return None,
    };
    let name = field.declared.name();
    let words = Words {
        message: match derived.holds {
            1 => format!("`{name}` is {what} in the one message that has it"),
            holds => format!("`{name}` is {what} in each of the {holds} messages that have it"),
        },
        help: "remove the field if this always holds, and let readers derive it".to_owned(),
        title: format!("remove `{name}`"),
    };
    let (effect, gain) = (contracts::Change::FieldDerived, i128::from(counts.bytes()));
    cx.propose(field, Change::Derive(derivation), words, effect, gain)
}
