//! Limits of retries that allow none.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_THROTTLING_STOPS_RETRY",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("throttling_stops_retry.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        let throttling = config.root.get("retryThrottling");
        let Some(node) = throttling.and_then(|throttling| throttling.get("maxTokens")) else { continue };
        if node.integer().is_some_and(|tokens| (1..=2).contains(&tokens)) {
            let message = "no call is retried: the first failure leaves half of `maxTokens` or less";
            out.push(cx.finding(node.span, message).help("set `maxTokens` to 3 or more; 10 is usual"));
        }
    }
}
