//! Strings that consist of the same parts.

use crate::proposal::{Candidate, ShapeContext};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::Kind;
use protune_wire::shape::{Shape, Spelling};
use std::fmt::Write;

pub static RULE: Room = Room {
    id: "RESHAPE_TEMPLATE",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("template.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    let is_text = |field: &protune_wire::Field| field.kind == Kind::String && !field.is_repeated();
    for (ty, field, stats) in cx.fields().filter(|(_, field, _)| is_text(field)) {
        // Texts that spell something as a whole need no parts, and of few values nothing follows.
        let is_sure = stats.distinct.as_ref().is_none_or(|values| values.len() >= 8);
        if !is_sure || !stats.spellings.is_empty() {
            continue;
        }
        let Some((texts, parts)) = stats.template() else { continue };
        let mut form = String::new();
        for (text, part) in texts.iter().zip(&parts) {
            let _ = write!(form, "{text}<{}>", part.map_or("text", word));
        }
        form += texts.last().map_or("", |text| text);
        let message = format!("all values of `{}` of `{}` have the form `{form}`", field.name, ty.name);
        let step = Shape::Template { message: ty.name.to_string(), field: field.number, texts, parts };
        out.push(Candidate { step, message });
    }
}

fn word(form: Spelling) -> &'static str {
    match form {
        Spelling::Uuid { .. } => "UUID",
        Spelling::Hex { .. } => "hex",
        _ => "number",
    }
}
