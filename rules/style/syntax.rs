//! Files of another syntax.

use crate::context::{FileContext, Findings};
use crate::options::{Default, RuleOption};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::Edition;

pub static RULE: Room = Room {
    id: "STYLE_SYNTAX",
    wing: Wing::Style,
    categories: &[],
    buf: Buf::NONE,
    aliases: &["protolint:SYNTAX_CONSISTENT", "prototool:SYNTAX_PROTO3"],
    severity: Severity::Warning,
    doc: include_str!("syntax.md"),
    options: &[&SYNTAX],
    check: Check::File(check),
};

static SYNTAX: RuleOption = RuleOption {
    name: "style_syntax",
    doc: "syntax of all files: `proto2` or `proto3`",
    default: Default::OneOf(&["proto3", "proto2"]),
};

fn check(cx: &FileContext<'_>, out: &mut Findings) {
    let wanted = cx.text(&SYNTAX);
    let written = match cx.file.edition() {
        Edition::Proto2 => "proto2",
        Edition::Proto3 => "proto3",
        // A file of an edition says so in another statement.
        _ => return,
    };
    if cx.file.syntax_span().is_some() && written != wanted {
        let message = format!("the syntax should be `{wanted}`, but is `{written}`");
        out.push(
            cx.finding(cx.file.syntax_place(), message)
                .help("convert the file, or exclude it from this rule"),
        );
    }
}
