//! Hedging policies that clients refuse.

use super::refusal::refused;
use crate::context::Findings;
use crate::deployed::{DeployedContext, code};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Kind;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_HEDGING_INVALID",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("hedging_invalid.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let entries = cx.file.service_configs().flat_map(|config| &config.methods);
    for policy in
        entries.filter_map(|entry| entry.hedging).filter(|policy| policy.value.kind() == Kind::Table)
    {
        let is_number = |number: f64| number >= 2.0 && number.fract() == 0.0;
        let attempts = policy.value.get("maxAttempts");
        if !attempts.and_then(|node| node.number()).is_some_and(is_number) {
            let problem = "`maxAttempts` of a `hedgingPolicy` should be a whole number of at least 2";
            let span = attempts.map_or(policy.key_span, |node| node.span);
            out.push(cx.finding(span, refused(problem, "Java and Node")));
        }
        let codes = policy.value.get("nonFatalStatusCodes").map_or(&[][..], |codes| codes.items());
        for item in codes.iter().filter(|item| code(item).is_none()) {
            let problem = "an item of `nonFatalStatusCodes` is not a status code";
            out.push(
                cx.finding(item.span, refused(problem, "Java and Node"))
                    .help("write the name of a code in capitals"),
            );
        }
    }
}
