//! Examples that violate a rule that buf does not judge them by.

use crate::context::{FileContext, Findings};
use crate::protovalidate::can_be_used;
use crate::protovalidate::checks::unjudged_examples;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "VALIDATE_EXAMPLE_FAILS",
    wing: Wing::Validate,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("example_fails.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    if can_be_used(cx.file) {
        unjudged_examples(cx, out);
    }
}
