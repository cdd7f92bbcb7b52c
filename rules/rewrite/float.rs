//! Doubles whose values are all exact as floats.

use crate::contracts::{self, Shape};
use crate::pair::words::list;
use crate::proposal::{Measured, MeasuredField, ProfileContext, Proposal, Words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Scalar;
use protune_wire::profile::Counts;
use protune_wire::{Change, Kind, Step};

pub static RULE: Room = Room {
    id: "REWRITE_FLOAT",
    wing: Wing::Rewrite,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("float.md"),
    options: &[],
    check: Check::Profile(check),
};

fn check(cx: &ProfileContext<'_>, out: &mut Vec<Proposal>) {
    for message in &cx.measurements.messages {
        out.extend(propose(cx, message));
    }
}

/// Changes all doubles of a message or none, because they are often similar, as coordinates of a point are.
fn propose(cx: &ProfileContext<'_>, message: &Measured<'_>) -> Option<Proposal> {
    let doubles = message.fields.iter().filter(|field| field.field.kind == Kind::Double);
    let doubles: Vec<(&MeasuredField<'_>, &Counts)> =
        doubles.filter_map(|field| Some((field, field.counts.as_ref()?))).collect();
    let is_coarse = |(_, counts): &(_, &Counts)| counts.exact_floats >= counts.elements && differ(counts);
    let (first, _) = doubles.first().filter(|_| doubles.iter().all(is_coarse))?;
    let elements: u64 = doubles.iter().map(|(_, counts)| counts.elements).sum();
    let names: Vec<String> = doubles.iter().map(|(field, _)| format!("`{}`", field.name())).collect();
    let words = Words {
        message: format!("all {elements} values of {} are exact as `float`, in 4 bytes each", list(&names)),
        help: "make it `float` if future values are as coarse".to_owned(),
        title: "change the type to `float`".to_owned(),
    };
    let step = |(field, _): &(&MeasuredField<'_>, &Counts)| Step {
        message: field.message.to_owned(),
        field: field.field.number,
        change: Change::Narrow,
    };
    let place = first.declared.file.place(first.declared.name_span());
    cx.propose_steps(
        place,
        doubles.iter().map(step).collect(),
        words,
        contracts::Change::Type(Shape::Scalar(Scalar::Double), Shape::Scalar(Scalar::Float)),
        4 * i128::from(elements),
    )
}

/// Returns whether values differ. One repeated value says nothing about others.
fn differ(counts: &Counts) -> bool {
    // Old profiles have no marks.
    counts.double_marks.count_ones() != 1
}
