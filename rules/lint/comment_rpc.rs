//! RPCs without documentation.

use crate::comments;
use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "COMMENT_RPC",
    wing: Wing::Lint,
    categories: &["COMMENTS"],
    buf: Buf::ALWAYS,
    aliases: &[
        "protolint:RPCS_HAVE_COMMENT",
        "api-linter:core::0192::has-comments",
        "prototool:RPCS_HAVE_COMMENTS",
        "prototool:RPCS_HAVE_SENTENCE_COMMENTS",
    ],
    severity: Severity::Error,
    doc: include_str!("comment_rpc.md"),
    options: &[&comments::STARTS_WITH_NAME],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    comments::check(cx, "RPC", cx.file.methods(), out);
}
