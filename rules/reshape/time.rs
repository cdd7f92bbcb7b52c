//! Timestamps and durations that become integers.

use crate::proposal::{Candidate, ShapeContext};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::shape::Shape;

pub static RULE: Room = Room {
    id: "RESHAPE_TIME",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("time.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, stats) in cx.fields() {
        let Some(digits) = stats.time else { continue };
        let unit = match digits {
            0 => "seconds",
            3 => "milliseconds",
            6 => "microseconds",
            _ => "nanoseconds",
        };
        let message = format!("all times in `{}` of `{}` are whole {unit}", field.name, ty.name);
        out.push(Candidate {
            step: Shape::Time { message: ty.name.to_string(), field: field.number, digits },
            message,
        });
    }
}
