//! Entries for methods that lose the retry policy of their service.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_ENTRY_REPLACES_RETRY",
    wing: Wing::Deployment,
    categories: &[],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Info,
    doc: include_str!("entry_replaces_retry.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        let fallbacks = config.fallbacks();
        for entry in config.methods.iter().filter(|entry| entry.retry.is_none()) {
            let lost = entry.names.iter().find_map(|name| {
                let (service, _) = name.full()?;
                let other = fallbacks.get(&Some(service)).or_else(|| fallbacks.get(&None))?;
                Some((name, other.retry.filter(|lost| !lost.value.is_null())?))
            });
            let Some((name, lost)) = lost else { continue };
            let method = name.method.and_then(|method| method.text()).unwrap_or("");
            let message = format!(
                "calls of `{method}` are not retried: this entry replaces the one with a `retryPolicy`"
            );
            let finding =
                cx.finding(name.node.span, message).label(cx.place(lost.key_span), "the policy that is lost");
            out.push(finding.help("copy the `retryPolicy` to this entry, if the method can be called twice"));
        }
    }
}
