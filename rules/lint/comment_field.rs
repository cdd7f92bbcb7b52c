//! Fields without documentation.

use crate::comments;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::FieldView;

pub static RULE: Room = Room {
    id: "COMMENT_FIELD",
    wing: Wing::Lint,
    categories: &["COMMENTS"],
    buf: Buf::ALWAYS,
    aliases: &[
        "protolint:FIELDS_HAVE_COMMENT",
        "api-linter:core::0192::has-comments",
        "prototool:MESSAGE_FIELDS_HAVE_COMMENTS",
        "prototool:MESSAGE_FIELDS_HAVE_SENTENCE_COMMENTS",
    ],
    severity: Severity::Error,
    doc: include_str!("comment_field.md"),
    options: &[&comments::STARTS_WITH_NAME],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    // Nobody wrote the fields of a map entry, and the comment of a group is that of its message.
    let is_plain = |field: &FieldView<'_>| !field.is_of_map_entry() && field.group().is_none();
    let fields = cx.file.fields().filter(is_plain);
    comments::check(cx, "field", fields, out);
}
