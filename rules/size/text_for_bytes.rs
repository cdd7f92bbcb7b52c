//! Strings that spell bytes out.

use crate::casing;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, Scalar, Type};

pub static RULE: Room = Room {
    id: "SIZE_TEXT_FOR_BYTES",
    wing: Wing::Size,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("text_for_bytes.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let strings = cx.file.fields().filter(|field| field.ty() == Type::Scalar(Scalar::String));
    for field in strings.filter(|field| !field.is_of_map_entry()) {
        let Some(what) = spelled_out(field) else {
            continue;
        };
        let message = format!("`{}` spells {what}", field.name());
        out.push(cx.finding(field.name_place(), message).help("make it `bytes`, along with all writers"));
    }
}

/// What the last word of the name promises, and what it takes either way.
fn spelled_out(field: FieldView<'_>) -> Option<&'static str> {
    let name = casing::lower_snake(field.name());
    Some(match name.rsplit('_').next()? {
        "uuid" | "uuids" | "guid" | "guids" => "16 bytes out in 36",
        "md5" => "16 bytes out in 32",
        "sha1" => "20 bytes out in 40",
        "sha256" => "32 bytes out in 64",
        "sha512" => "64 bytes out in 128",
        // What begins with a `#` is a colour.
        "hex" if !name.split('_').any(|word| matches!(word, "color" | "colour")) => {
            "each byte out in two digits"
        }
        _ => return None,
    })
}
