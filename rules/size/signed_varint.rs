//! `int32` and `int64` fields whose names suggest negative values.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use crate::{casing, scalars};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, Scalar, Type};

pub static RULE: Room = Room {
    id: "SIZE_SIGNED_VARINT",
    wing: Wing::Size,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("signed_varint.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for field in cx.file.fields() {
        let Some(better) = zigzag(field.ty()) else {
            continue;
        };
        if field.is_of_map_entry() || !sounds_negative(field) {
            continue;
        }
        let (name, type_name) = (field.name(), better.name());
        let message =
            format!("each negative value of `{name}` takes 10 bytes; small ones take less as `{type_name}`");
        let help = format!("make it `{type_name}` if its values can be negative");
        let mut finding = cx.finding(field.name_place(), message).help(help);
        finding.fixes.extend(scalars::retype(field, better));
        out.push(finding);
    }
}

fn zigzag(ty: Type) -> Option<Scalar> {
    match ty {
        Type::Scalar(Scalar::Int32) => Some(Scalar::Sint32),
        Type::Scalar(Scalar::Int64) => Some(Scalar::Sint64),
        _ => None,
    }
}

fn sounds_negative(field: FieldView<'_>) -> bool {
    let name = casing::lower_snake(field.name());
    name.split('_').any(|word| SIGNED.contains(&word)) || is_signed_offset(&name)
}

const SIGNED: &[&str] = &[
    "altitude",
    "balance",
    "delta",
    "deltas",
    "diff",
    "elevation",
    "lat",
    "latitude",
    "lng",
    "lon",
    "longitude",
    "temperature",
];

/// Offsets into files, pages and texts are not negative; offsets from a time or between clocks can be.
fn is_signed_offset(name: &str) -> bool {
    let mut words = name.split('_');
    words.clone().any(|word| word == "offset")
        && words.any(|word| matches!(word, "utc" | "gmt" | "time" | "timezone" | "tz" | "zone"))
}
