//! Rules of protovalidate that refuse values which they accepted.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::rules::{self, Side};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "VALIDATE_RULES_TIGHTENED",
    wing: Wing::Breaking,
    categories: &["ANNOTATIONS"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("rules_tightened.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for found in rules::changes(cx.pair, Side::Writers) {
        let finding = found.finding(cx);
        out.push(Change::RulesTightened.effects().tell(finding, "keep accepting what the old rules accept"));
    }
}
