//! Repeated messages that become columns.

use crate::proposal::{Candidate, ShapeContext};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::shape::Shape;

pub static RULE: Room = Room {
    id: "RESHAPE_COLUMNS",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("columns.md"),
    options: &[],
    check: Check::Shape(check),
};

/// A list has to be as long as this, on average, for columns to be worth a try.
const LONG: u64 = 3;

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, stats) in cx.fields() {
        if field.message.is_some() && field.is_repeated() && stats.values >= LONG * stats.present {
            let message = format!(
                "`{}` of `{}` has {} elements on average; as columns, they share their tags and lengths",
                field.name,
                ty.name,
                stats.values / stats.present.max(1)
            );
            out.push(Candidate {
                step: Shape::Columns { message: ty.name.to_string(), field: field.number },
                message,
            });
        }
    }
}
