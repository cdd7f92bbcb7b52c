//! Rules of protovalidate that accept values which they refused.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::rules::{self, Side};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "VALIDATE_RULES_LOOSENED",
    wing: Wing::Breaking,
    categories: &["ANNOTATIONS"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("rules_loosened.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for found in rules::changes(cx.pair, Side::Readers) {
        let finding = found.finding(cx);
        out.push(Change::RulesLoosened.effects().tell(finding, "update the readers first"));
    }
}
