//! Wrappers that an optional field could replace.

use crate::contracts::{self, Shape};
use crate::proposal::{MeasuredField, ProfileContext, Proposal, Words};
use crate::room::{Buf, Check, Room, Wing};
use crate::wrappers;
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Scalar;
use protune_wire::Change;

pub static RULE: Room = Room {
    id: "REWRITE_WRAPPER",
    wing: Wing::Rewrite,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("wrapper.md"),
    options: &[],
    check: Check::Profile(check),
};

fn check(cx: &ProfileContext<'_>, out: &mut Vec<Proposal>) {
    for (_, field) in cx.fields().filter(|(_, field)| !field.field.is_repeated()) {
        let Some(scalar) = wrappers::wrapped(field.declared) else { continue };
        let Some(saved) = gain(field, scalar) else { continue };
        let words = Words {
            message: format!("field `{}` wraps each `{}` in a message", field.declared.name(), scalar.name()),
            help: format!("make it an optional `{}`, which has presence without a second tag", scalar.name()),
            title: format!("change the type to `{}`", scalar.name()),
        };
        let effect = contracts::Change::Type(Shape::Wrapper(scalar), Shape::Scalar(scalar));
        out.extend(cx.propose(field, Change::Unwrap, words, effect, saved));
    }
}

/// Saves the lengths and the inner tags, and adds zeros, which wrappers omit.
fn gain(field: &MeasuredField<'_>, scalar: Scalar) -> Option<i128> {
    let counts = field.counts.as_ref()?;
    let zero = match scalar {
        Scalar::Double | Scalar::Fixed64 | Scalar::Sfixed64 => 8,
        Scalar::Float | Scalar::Fixed32 | Scalar::Sfixed32 => 4,
        _ => 1,
    };
    let (all, zeros) = (i128::from(counts.elements), i128::from(counts.zeros));
    Some(i128::from(field.length_bytes()) + (all - zeros) - zeros * zero)
}
