//! Enums without documentation.

use crate::comments;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "COMMENT_ENUM",
    wing: Wing::Lint,
    categories: &["COMMENTS"],
    buf: Buf::ALWAYS,
    aliases: &[
        "protolint:ENUMS_HAVE_COMMENT",
        "api-linter:core::0192::has-comments",
        "prototool:ENUMS_HAVE_COMMENTS",
        "prototool:ENUMS_HAVE_SENTENCE_COMMENTS",
    ],
    severity: Severity::Error,
    doc: include_str!("comment_enum.md"),
    options: &[&comments::STARTS_WITH_NAME],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    comments::check(cx, "enum", cx.file.enums(), out);
}
