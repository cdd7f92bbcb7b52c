//! Doubles that a float holds exactly, every one.

use crate::contracts::of_scalars;
use crate::proposal::{ProfileContext, Proposal, Words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Scalar;
use protune_wire::{Change, Kind};

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
    for (_, field) in cx.fields().filter(|(_, field)| field.field.kind == Kind::Double) {
        let Some(counts) = &field.counts else { continue };
        if counts.exact_floats < counts.elements {
            continue;
        }
        let words = Words {
            message: format!(
                "each of the {} values of `{}` fits in 4 bytes",
                counts.elements,
                field.declared.name()
            ),
            help: "make it a `float`, if values to come are as coarse as these".to_owned(),
            title: "change the type to `float`, which breaks encoded messages and generated source"
                .to_owned(),
        };
        out.extend(cx.propose(
            field,
            Change::Narrow,
            words,
            of_scalars(Scalar::Double, Scalar::Float),
            4 * i128::from(counts.elements),
        ));
    }
}
