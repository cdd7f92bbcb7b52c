//! Lists of numbers that become differences.

use crate::proposal::{Candidate, ShapeContext};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::Label;
use protune_wire::shape::Shape;

pub static RULE: Room = Room {
    id: "RESHAPE_DELTA",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("delta.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, stats) in cx.fields() {
        let (bytes, differences) = stats.delta;
        if matches!(field.label, Label::Repeated { .. }) && differences < bytes {
            let message = format!(
                "the differences between neighbours in `{}` of `{}` take {differences} bytes, the numbers {bytes}",
                field.name, ty.name
            );
            out.push(Candidate {
                step: Shape::Delta { message: ty.name.to_string(), field: field.number },
                message,
            });
        }
    }
}
