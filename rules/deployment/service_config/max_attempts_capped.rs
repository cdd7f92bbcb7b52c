//! More attempts than clients make.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_MAX_ATTEMPTS_CAPPED",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("max_attempts_capped.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let entries = cx.file.service_configs().flat_map(|config| &config.methods);
    let policies = entries.flat_map(|entry| [entry.retry, entry.hedging]).flatten();
    for node in policies.filter_map(|policy| policy.value.get("maxAttempts")) {
        if let Some(number) =
            node.integer().filter(|number| (MOST + 1..=i128::from(i32::MAX)).contains(number))
        {
            let message = format!("clients make at most {MOST} attempts, not {number}");
            let fix =
                cx.fix_parts(format!("write `{MOST}`"), Safety::Safe, vec![(node.span, MOST.to_string())]);
            out.push(cx.finding(node.span, message).fix(fix));
        }
    }
}

/// Largest number of attempts of all clients (gRFC A6).
const MOST: i128 = 5;
