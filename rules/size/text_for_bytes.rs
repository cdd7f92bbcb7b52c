//! Strings that spell bytes.

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
        let message = format!("field `{}` should be `bytes`: it seems to spell {what}", field.name());
        let help = "change the type to `bytes`, and all writers and readers with it";
        out.push(cx.finding(field.name_place(), message).help(help));
    }
}

/// Bytes of the value that the last word of the name means, and characters of its text.
fn spelled_out(field: FieldView<'_>) -> Option<&'static str> {
    let name = casing::lower_snake(field.name());
    Some(match name.rsplit('_').next()? {
        "uuid" | "uuids" | "guid" | "guids" => "16 bytes as 36 characters",
        "md5" => "16 bytes as 32 characters",
        "sha1" => "20 bytes as 40 characters",
        "sha256" => "32 bytes as 64 characters",
        "sha512" => "64 bytes as 128 characters",
        // A colour such as `#ffcc00` is text.
        "hex" if !name.split('_').any(|word| matches!(word, "color" | "colour")) => {
            "each byte as 2 characters"
        }
        _ => return None,
    })
}
