//! Hedging policies, which few clients carry out.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Kind;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_HEDGING",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("hedging.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let entries = cx.file.service_configs().flat_map(|config| &config.methods);
    for policy in
        entries.filter_map(|entry| entry.hedging).filter(|policy| policy.value.kind() == Kind::Table)
    {
        out.push(cx.finding(policy.key_span, "clients in C-core and Go ignore `hedgingPolicy`"));
    }
}
