//! The syntax of files.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::Both;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_compiler::schema::{Edition, FileView};

pub static RULE: Room = Room {
    id: "FILE_SAME_SYNTAX",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "CSR"],
    buf: Buf::ALWAYS,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("file_same_syntax.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for &Both { before, after } in &cx.pair.files {
        let (was, is) = (syntax(before), syntax(after));
        if was == is {
            continue;
        }
        let message = format!("the syntax of this file changed from {was} to {is}");
        let finding =
            cx.finding(after.syntax_place(), message).label(before.syntax_place(), "it was declared here");
        let advice = "keep the syntax, or set the features that preserve the old behavior";
        out.push(Change::Syntax.effects().tell(finding, advice));
    }
}

fn syntax(file: FileView<'_>) -> &'static str {
    match file.edition() {
        Edition::Proto2 => "proto2",
        Edition::Proto3 => "proto3",
        _ => "an edition",
    }
}
