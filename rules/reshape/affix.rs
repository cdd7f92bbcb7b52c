//! Strings that all begin or end with the same text.

use crate::proposal::{Candidate, ShapeContext};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_wire::shape::Shape;

pub static RULE: Room = Room {
    id: "RESHAPE_AFFIX",
    wing: Wing::Reshape,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("affix.md"),
    options: &[],
    check: Check::Shape(check),
};

fn check(cx: &ShapeContext<'_>, out: &mut Vec<Candidate>) {
    for (ty, field, stats) in cx.fields() {
        let is_sure = stats.distinct.as_ref().is_none_or(|values| values.len() >= 8);
        let Some((prefix, suffix)) = stats.common.as_ref().filter(|_| is_sure) else { continue };
        let prefix = String::from_utf8_lossy(prefix).trim_end_matches('\u{FFFD}').to_owned();
        // The shortest text may be all prefix, and all suffix.
        let room = stats.shortest.saturating_sub(prefix.len());
        let suffix = str::from_utf8(suffix).unwrap_or("");
        let suffix = if suffix.len() <= room { suffix.to_owned() } else { String::new() };
        if prefix.is_empty() && suffix.is_empty() {
            continue;
        }
        let message =
            format!("all values of `{}` of `{}` have the form `{prefix}...{suffix}`", field.name, ty.name);
        let step = Shape::Trim { message: ty.name.to_string(), field: field.number, prefix, suffix };
        out.push(Candidate { step, message });
    }
}
