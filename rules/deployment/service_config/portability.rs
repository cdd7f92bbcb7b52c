//! Values of service configs that only some clients read.

use crate::context::Findings;
use crate::deployed::{DeployedContext, Limit};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_PORTABILITY",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("portability.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for entry in cx.file.service_configs().flat_map(|config| &config.methods) {
        for key in ["maxRequestMessageBytes", "maxResponseMessageBytes"] {
            let Some(node) = entry.node.get(key) else { continue };
            let Limit::Quoted(limit) = Limit::of(node) else { continue };
            let message =
                format!("gRPC for Go and Java refuses the whole config: `{key}` is text, not a number");
            let fix =
                cx.fix_parts(format!("write `{limit}`"), Safety::Safe, vec![(node.span, limit.to_string())]);
            out.push(cx.finding(node.span, message).fix(fix));
        }
    }
}
