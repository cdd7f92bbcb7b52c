//! Numbers whose bits are as good as random, as varints.

use crate::rule::{Check, FileContext, Findings, Rule, Wing};
use crate::{casing, scalars};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{FieldView, Scalar, Type};

pub static RULE: Rule = Rule {
    id: "SIZE_RANDOM_VARINT",
    wing: Wing::Size,
    categories: &[],
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
        let mut finding = cx.finding(field.name_span(), message).help(help);
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
    let mut words = name.rsplit('_');
    match (words.next(), words.next()) {
        (Some("id"), Some(of)) => matches!(of, "trace" | "span" | "random"),
        (Some(last), _) => RANDOM.contains(&last),
        (None, _) => false,
    }
}

const RANDOM: &[&str] = &["checksum", "crc", "crc32", "crc32c", "digest", "fingerprint", "hash", "nonce"];
