//! Messages without documentation.

use crate::comments;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "COMMENT_MESSAGE",
    wing: Wing::Lint,
    categories: &["COMMENTS"],
    buf: Buf::ALWAYS,
    aliases: &[
        "protolint:MESSAGES_HAVE_COMMENT",
        "api-linter:core::0192::has-comments",
        "prototool:MESSAGES_HAVE_COMMENTS",
    ],
    severity: Severity::Error,
    doc: include_str!("comment_message.md"),
    options: &[&comments::STARTS_WITH_NAME],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    // Nobody wrote a map entry.
    let messages = cx.file.messages().filter(|message| !message.is_map_entry());
    comments::check(cx, "message", messages, out);
}
