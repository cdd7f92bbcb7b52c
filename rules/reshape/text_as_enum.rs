//! Strings that are one of few words.

use crate::proposal::{Candidate, FEW, FREQUENT, ShapeContext, counted, words};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::Kind;
use protune_wire::shape::{Shape, are_enum_names};

pub static RULE: Room = Room {
    id: "RESHAPE_TEXT_AS_ENUM",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("text_as_enum.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, stats) in cx.fields().filter(|(_, field, _)| field.kind == Kind::String) {
        let Some(values) = words(stats, FEW, FREQUENT) else { continue };
        let as_json = cx.keeps_json && are_enum_names(values.iter().map(String::as_str));
        let message = format!(
            "all {} of `{}` of `{}` are among {}",
            counted(stats.values, "value"),
            field.name,
            ty.name,
            counted(values.len() as u64, "word"),
        );
        let step = Shape::Enumerate { message: ty.name.to_string(), field: field.number, values, as_json };
        out.push(Candidate { step, message });
    }
}
