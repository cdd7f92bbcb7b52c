//! Files that are new.

use crate::context::{Findings, PairContext};
use crate::contracts::Change;
use crate::pair::added;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "FILE_ADDED",
    wing: Wing::Breaking,
    categories: &["ADDITIONS", "COMPATIBLE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("file_added.md"),
    options: &[],
    check: Check::Pair(check),
};

fn check(cx: &PairContext<'_>, out: &mut Findings) {
    for file in added::files(cx.pair) {
        let finding = cx.finding(file.whole(), format!("file `{}` was added", file.name()));
        out.push(finding.contracts(Change::Unfelt.effects().contracts()));
    }
}
