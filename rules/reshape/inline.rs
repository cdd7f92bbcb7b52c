//! Submessages whose fields can move to the message around them.

use crate::proposal::{Candidate, ShapeContext};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::shape::Shape;

pub static RULE: Room = Room {
    id: "RESHAPE_INLINE",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("inline.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, _) in cx.fields().filter(|(_, field, _)| field.message.is_some() && !field.is_repeated())
    {
        let message =
            format!("`{}` of `{}` has a tag and a length, which its fields do not need", field.name, ty.name);
        out.push(Candidate {
            step: Shape::Inline { message: ty.name.to_string(), field: field.number },
            message,
        });
    }
}
