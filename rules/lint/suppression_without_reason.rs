//! Suppressions without a reason.

use crate::context::Findings;
use crate::room::{Buf, Check, Room, Wing};
use crate::suppression::SuppressionContext;
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "SUPPRESSION_WITHOUT_REASON",
    wing: Wing::Lint,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("suppression_without_reason.md"),
    options: &[],
    check: Check::Suppressions(check),
};

fn check(cx: &SuppressionContext<'_>, out: &mut Findings) {
    let silent = cx.suppressions.iter().filter(|suppression| {
        suppression.style.is_ours() && suppression.flaw.is_none() && suppression.reason.is_empty()
    });
    for suppression in silent {
        out.push(cx.finding(suppression.span, "the comment should give a reason after its brackets"));
    }
}
