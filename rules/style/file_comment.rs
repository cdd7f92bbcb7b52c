//! Files that do not start with a comment.

use crate::context::{FileContext, Findings};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::syntax::TokenKind;

pub static RULE: Room = Room {
    id: "STYLE_FILE_COMMENT",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:FILE_HAS_COMMENT"],
    severity: Severity::Warning,
    doc: include_str!("file_comment.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let is_text = |kind: TokenKind| !matches!(kind, TokenKind::Space | TokenKind::Bom);
    let first = cx.file.data().tree().tokens().iter().map(|token| token.kind()).find(|&kind| is_text(kind));
    if !matches!(first, Some(TokenKind::LineComment | TokenKind::BlockComment)) {
        let message = "the file should start with a comment";
        out.push(cx.finding(cx.file.whole(), message).help("say what the schemas of the file are for"));
    }
}
