//! Numbers that another type encodes in fewer bytes.

use crate::proposal::{Candidate, ShapeContext};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::Kind;
use protune_wire::shape::{FORMS, Shape};

pub static RULE: Room = Room {
    id: "RESHAPE_NUMBER",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("number.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, stats) in cx.fields() {
        let to = match field.kind {
            Kind::Double => Some(Kind::Float),
            Kind::Bool | Kind::Enum => None,
            _ => {
                let forms =
                    FORMS.into_iter().zip(stats.integers).filter_map(|(kind, bytes)| Some((bytes?, kind)));
                forms
                    .min_by_key(|(bytes, _)| *bytes)
                    .filter(|(bytes, _)| *bytes < stats.delta.0)
                    .map(|(_, kind)| kind)
            }
        };
        let Some(to) = to.filter(|to| *to != field.kind) else { continue };
        let message = format!("`{}` of `{}` is shorter as `{}`", field.name, ty.name, to.name());
        let step =
            Shape::Retype { message: ty.name.to_string(), field: field.number, to: to.name().to_owned() };
        out.push(Candidate { step, message });
    }
}
