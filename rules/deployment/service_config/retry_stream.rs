//! Retry policies of methods that answer with a stream.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_RETRY_STREAM",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("retry_stream.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for (entry, name) in cx.file.service_configs().flat_map(|config| config.names()) {
        let (Some((service, method)), Some(node)) = (name.full(), name.method) else { continue };
        let Some(policy) = entry.retry else { continue };
        let Some(service) = cx.deployment.services.find(service) else { continue };
        let Some(known) = service.method(method).filter(|known| known.output_type().is_stream) else {
            continue;
        };
        let message = format!("the stream of `{method}` is retried only before its first message");
        let finding = cx.finding(node.span, message).label(known.name_place(), "the stream");
        out.push(finding.label(cx.place(policy.key_span), "the policy"));
    }
}
