//! Varint fields with random values.

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
        let Some((fixed_type, average, bytes)) = fixed(field.ty()) else {
            continue;
        };
        if field.is_of_map_entry() || !sounds_random(field) {
            continue;
        }
        let (name, better) = (field.name(), fixed_type.name());
        let message = format!(
            "field `{name}` takes {average} bytes on average for random values; `{better}` takes {bytes}"
        );
        let help = format!("make it `{better}` if its values are random");
        let mut finding = cx.finding(field.name_place(), message).help(help);
        finding.fixes.extend(scalars::retype(field, fixed_type));
        out.push(finding);
    }
}

/// Type of fixed size for the same values, bytes that a varint of random bits takes on average, and bytes that the fixed
/// type takes.
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
        // Tracing ids have 64 random bits. Shorter ids, and many ids with longer names, are counters.
        Type::Scalar(Scalar::Int64 | Scalar::Uint64) => RANDOM_IDS.contains(&&*name),
        // A CRC has 32 bits, so its upper bits are zero in a wider type.
        _ => matches!(last, "crc" | "crc32" | "crc32c"),
    };
    by_width || RANDOM.contains(&last)
}

const RANDOM: &[&str] = &["checksum", "digest", "fingerprint", "hash", "nonce"];

const RANDOM_IDS: &[&str] = &["parent_span_id", "random_id", "span_id", "trace_id"];
