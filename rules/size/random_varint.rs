//! Numbers whose bits are as good as random, as varints.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use crate::{casing, scalars};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, Scalar, Type};

pub static RULE: Room = Room {
    id: "SIZE_RANDOM_VARINT",
    wing: Wing::Size,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("random_varint.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    for field in cx.file.fields() {
        let Some((better, average, bytes)) = fixed(field.ty()) else {
            continue;
        };
        if field.is_of_map_entry() || !sounds_random(field) {
            continue;
        }
        let message = format!("random values of `{}` take {average} bytes on average", field.name());
        let help = format!("if its values are random, give it a type of {bytes} bytes");
        let mut finding = cx.finding(field.name_place(), message).help(help);
        finding.fixes.extend(scalars::retype(field, better));
        out.push(finding);
    }
}

/// The type of the same values and a fixed size; what a varint of random bits takes, and what that type
/// does.
fn fixed(ty: Type) -> Option<(Scalar, &'static str, u32)> {
    Some(match ty {
        Type::Scalar(Scalar::Uint32) => (Scalar::Fixed32, "4.9", 4),
        Type::Scalar(Scalar::Uint64) => (Scalar::Fixed64, "9.5", 8),
        // Half of them are negative.
        Type::Scalar(Scalar::Int32) => (Scalar::Sfixed32, "7.4", 4),
        Type::Scalar(Scalar::Int64) => (Scalar::Sfixed64, "9.5", 8),
        _ => return None,
    })
}

fn sounds_random(field: FieldView<'_>) -> bool {
    let name = casing::lower_snake(field.name());
    let last = name.rsplit('_').next().unwrap_or_default();
    let by_width = match field.ty() {
        // The ids of tracing have 64 bits; shorter ones are counted up, and so are many of longer names.
        Type::Scalar(Scalar::Int64 | Scalar::Uint64) => RANDOM_IDS.contains(&&*name),
        // A CRC has 32 bits, and a wider type that holds it keeps zeros above.
        _ => matches!(last, "crc" | "crc32" | "crc32c"),
    };
    by_width || RANDOM.contains(&last)
}

const RANDOM: &[&str] = &["checksum", "digest", "fingerprint", "hash", "nonce"];

const RANDOM_IDS: &[&str] = &["parent_span_id", "random_id", "span_id", "trace_id"];
