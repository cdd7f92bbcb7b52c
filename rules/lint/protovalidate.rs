//! Rules of protovalidate that are wrong.

use crate::context::{FileContext, Findings};
use crate::protovalidate::{can_be_used, checks};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "PROTOVALIDATE",
    wing: Wing::Lint,
    categories: &["STANDARD"],
    buf: Buf::SINCE_V1,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("protovalidate.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    if can_be_used(cx.file) {
        checks::file(cx, out);
    }
}
