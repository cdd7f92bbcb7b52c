//! Strings that spell numbers, times, addresses or bytes.

use crate::proposal::{Candidate, ShapeContext};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::Kind;
use protune_wire::shape::{Shape, Spelling};

pub static RULE: Room = Room {
    id: "RESHAPE_TEXT_AS_NUMBER",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("text_as_number.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, stats) in cx.fields().filter(|(_, field, _)| field.kind == Kind::String) {
        // Of one value nothing follows.
        let is_sure = stats.distinct.as_ref().is_none_or(|values| values.len() >= 8);
        let forms = || stats.spellings.iter().filter(|_| is_sure);
        let like_json = forms().find(|form| cx.keeps_json && form.keeps_json());
        let Some(&form) = like_json.or_else(|| forms().next()) else { continue };
        let what = match form {
            Spelling::Uuid { .. } => "UUIDs",
            Spelling::Hex { .. } => "bytes in hexadecimal digits",
            Spelling::Base64 => "bytes in Base64",
            Spelling::Digits | Spelling::Padded { .. } | Spelling::Integer => "integers",
            Spelling::Decimal { .. } => "decimal numbers",
            Spelling::Time { .. } | Spelling::Timestamp => "times",
            Spelling::Duration => "spans of time",
            Spelling::Date => "days",
            Spelling::Ipv4 => "addresses",
        };
        let message = format!("all values of `{}` of `{}` spell {what}", field.name, ty.name);
        out.push(Candidate {
            step: Shape::Text { message: ty.name.to_string(), field: field.number, form },
            message,
        });
    }
}
