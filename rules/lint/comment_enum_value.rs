//! Enum values without documentation.

use crate::comments;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "COMMENT_ENUM_VALUE",
    wing: Wing::Lint,
    categories: &["COMMENTS"],
    buf: Buf::ALWAYS,
    aliases: &[
        "protolint:ENUM_FIELDS_HAVE_COMMENT",
        "api-linter:core::0192::has-comments",
        "prototool:ENUM_FIELDS_HAVE_COMMENTS",
        "prototool:ENUM_FIELDS_HAVE_SENTENCE_COMMENTS",
    ],
    severity: Severity::Error,
    doc: include_str!("comment_enum_value.md"),
    options: &[&comments::STARTS_WITH_NAME],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    comments::check(cx, "enum value", cx.file.enums().flat_map(|enumeration| enumeration.values()), out);
}
