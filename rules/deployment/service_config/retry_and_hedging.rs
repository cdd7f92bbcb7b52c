//! Entries of service configs that both retry and hedge.

use super::refusal::refused;
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_RETRY_AND_HEDGING",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("retry_and_hedging.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for entry in cx.file.service_configs().flat_map(|config| &config.methods) {
        let (Some(retry), Some(hedging)) = (entry.retry, entry.hedging) else { continue };
        let problem = "an entry can have a `retryPolicy` or a `hedgingPolicy`, not both";
        let finding = cx.finding(hedging.key_span, refused(problem, "Node"));
        let finding = finding.label(cx.place(retry.key_span), "the other policy");
        out.push(finding.help("keep the `retryPolicy`: other clients ignore the `hedgingPolicy`"));
    }
}
