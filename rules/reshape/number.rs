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
                let kinds = FORMS.map(|kind| if is_short(field.kind) { short(kind) } else { kind });
                let forms = kinds.into_iter().zip(stats.integers);
                forms
                    .filter_map(|(kind, bytes)| Some((bytes?, kind)))
                    .filter(|(_, kind)| !cx.keeps_json || is_short(field.kind) == is_short(*kind))
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

/// Integers of 32 bits, which JSON writes as numbers; others are text there.
fn is_short(kind: Kind) -> bool {
    matches!(kind, Kind::Int32 | Kind::Uint32 | Kind::Sint32 | Kind::Fixed32 | Kind::Sfixed32)
}

/// The kind of 32 bits that is encoded alike.
fn short(kind: Kind) -> Kind {
    match kind {
        Kind::Uint64 => Kind::Uint32,
        Kind::Sint64 => Kind::Sint32,
        other => other,
    }
}
