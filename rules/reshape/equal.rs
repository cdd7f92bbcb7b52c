//! Fields that repeat another field.

use crate::proposal::{Candidate, ShapeContext};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::Field;
use protune_wire::shape::{FieldStats, Shape};

pub static RULE: Room = Room {
    id: "RESHAPE_EQUAL",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("equal.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, stats) in cx.fields().filter(|(_, field, _)| !field.is_repeated()) {
        let Some(id) = cx.layout.find(&ty.name) else { continue };
        let is_like = |other: &&Field| {
            let that = cx.stats.field(id, other.number);
            let counts = |stats: &FieldStats| (stats.present, stats.bytes, stats.distinct.clone());
            other.number < field.number
                && (other.kind, other.message, other.label) == (field.kind, field.message, field.label)
                && that.is_some_and(|that| counts(that) == counts(stats))
        };
        let Some(to) = ty.fields().iter().find(is_like) else { continue };
        let message = format!("`{}` of `{}` is always equal to `{}`", field.name, ty.name, to.name);
        let step = Shape::Equal { message: ty.name.to_string(), field: field.number, to: to.number };
        out.push(Candidate { step, message });
    }
}
