//! Timeouts of methods that answer with a stream.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_STREAM_TIMEOUT",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("stream_timeout.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for (entry, name) in cx.file.service_configs().flat_map(|config| config.names()) {
        let (Some((service, method)), Some(node)) = (name.full(), name.method) else { continue };
        let Some(timeout) = entry.timeout().filter(|timeout| !timeout.is_zero()) else { continue };
        let Some(place) = entry.timeout else { continue };
        let Some(service) = cx.deployment.services.find(service) else { continue };
        let Some(known) = service.method(method).filter(|known| known.output_type().is_stream) else {
            continue;
        };
        let message = format!("the timeout ends the stream of `{method}` after {}", timeout.text());
        let finding = cx.finding(node.span, message).label(known.name_place(), "the stream");
        let finding = finding.label(cx.place(place.value.span), "the timeout of the whole stream");
        out.push(finding.help("give streams an entry without a timeout, or limit them on the server"));
    }
}
