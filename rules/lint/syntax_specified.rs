//! Files that do not declare their syntax.

use crate::context::{FileContext, Findings};
use crate::edits;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Edit, Fix, Safety, Severity};
use protune_compiler::schema::FileView;
use protune_compiler::syntax::{Token, TokenKind};
use protune_compiler::text::Span;

pub static RULE: Room = Room {
    id: "SYNTAX_SPECIFIED",
    wing: Wing::Lint,
    categories: &["BASIC", "STANDARD"],
    buf: Buf::SINCE_V1,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("syntax_specified.md"),
    options: &[],
    check: Check::File(check),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    if cx.file.syntax_span().is_none() && !cx.file.has_stray_text() {
        let message = "the file should declare the syntax that it is read as: `syntax = \"proto2\";`";
        out.push(cx.finding(cx.file.whole(), message).fix(declare_syntax(cx.file)));
    }
}

fn declare_syntax(file: FileView<'_>) -> Fix {
    Fix::new("add `syntax = \"proto2\";`", Safety::Safe, vec![first_statement(file)])
}

/// Inserts the statement before all others, but below the comments at the head of the file.
fn first_statement(file: FileView<'_>) -> Edit {
    let (tree, text, statement) = (file.data().tree(), file.text(), "syntax = \"proto2\";");
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let is_code = |token: &Token| !token.kind().is_trivia() && token.kind() != TokenKind::Eof;
    let (at, text) = match tree.tokens().iter().position(is_code) {
        // A comment that belongs to what follows stays with it.
        Some(first) => {
            (edits::start_with_comments(tree, first as u32), format!("{statement}{newline}{newline}"))
        }
        None => {
            let before = if text.is_empty() || text.ends_with('\n') { "" } else { newline };
            (text.len() as u32, format!("{before}{statement}{newline}"))
        }
    };
    Edit { file: file.id, span: Span::at(at), text }
}
