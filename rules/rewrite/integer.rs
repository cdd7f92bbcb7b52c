//! Integers that another type would encode in fewer bytes.

use crate::contracts::{self, Shape};
use crate::proposal::{MeasuredField, ProfileContext, Proposal, Words, weighted};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::{Change, Kind};

pub static RULE: Room = Room {
    id: "REWRITE_INTEGER",
    wing: Wing::Rewrite,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("integer.md"),
    options: &[],
    check: Check::Profile(check),
};

/// Types that hold the same numbers, with the plain types first.
const FAMILIES: [&[Kind]; 4] = [
    &[Kind::Int32, Kind::Sint32, Kind::Sfixed32],
    &[Kind::Int64, Kind::Sint64, Kind::Sfixed64],
    &[Kind::Uint32, Kind::Fixed32],
    &[Kind::Uint64, Kind::Fixed64],
];

fn check(cx: &ProfileContext<'_>, out: &mut Vec<Proposal>) {
    for (_, field) in cx.fields() {
        out.extend(propose(cx, field));
    }
}

fn propose(cx: &ProfileContext<'_>, field: &MeasuredField<'_>) -> Option<Proposal> {
    let is = field.field.kind;
    let family = FAMILIES.into_iter().find(|family| family.contains(&is))?;
    let now = cost(field, is)?;
    let costs = family.iter().filter_map(|&kind| Some((cost(field, kind)?, kind)));
    let (least, best) = costs.min_by_key(|&(cost, _)| cost)?;
    let words = Words {
        message: format!(
            "the values of `{}` take {now} bytes as `{}`, and {least} as `{}`",
            field.name(),
            is.name(),
            best.name()
        ),
        help: format!("make it `{}`", best.name()),
        title: format!("change the type to `{}`", best.name()),
    };
    let effect = contracts::Change::Type(Shape::Scalar(is.scalar()?), Shape::Scalar(best.scalar()?));
    cx.propose(field, Change::Retype(best), words, effect, i128::from(now) - i128::from(least))
}

/// Bytes of the values as this type, without tags.
fn cost(field: &MeasuredField<'_>, kind: Kind) -> Option<u64> {
    let counts = field.counts.as_ref()?;
    let integers = counts.integers.as_ref()?;
    Some(match kind {
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 => weighted(&integers.plain),
        Kind::Sint32 | Kind::Sint64 => weighted(&integers.zigzag),
        Kind::Fixed32 | Kind::Sfixed32 => 4 * counts.elements,
        Kind::Fixed64 | Kind::Sfixed64 => 8 * counts.elements,
        _ => return None,
    })
}
