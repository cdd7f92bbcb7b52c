//! Floating-point numbers with few decimal places.

use crate::proposal::{Candidate, ShapeContext, counted};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::Kind;
use protune_wire::shape::Shape;

pub static RULE: Room = Room {
    id: "RESHAPE_SCALED",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("scaled.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, stats) in cx.fields().filter(|(_, field, _)| field.kind == Kind::Double) {
        let Some(digits) = stats.scale else { continue };
        let message = format!(
            "all values of `{}` of `{}` have at most {}",
            field.name,
            ty.name,
            counted(u64::from(digits), "decimal place")
        );
        out.push(Candidate {
            step: Shape::Scale { message: ty.name.to_string(), field: field.number, digits },
            message,
        });
    }
}
