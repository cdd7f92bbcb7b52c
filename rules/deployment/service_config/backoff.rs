//! Waits between attempts that do not work as they are written.

use crate::context::Findings;
use crate::deployed::{DeployedContext, Duration, MethodConfig};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_BACKOFF",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("backoff.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for entry in cx.file.service_configs().flat_map(|config| &config.methods) {
        policy(cx, entry, out);
    }
}

fn policy(cx: &DeployedContext<'_>, entry: &MethodConfig<'_>, out: &mut Findings) {
    let Some(policy) = entry.retry else { return };
    let duration = |key: &str| {
        let node = policy.value.get(key)?;
        Some((node, Duration::parse(node.text()?)?))
    };
    let (initial, max) = (duration("initialBackoff"), duration("maxBackoff"));
    if let (Some((node, initial)), Some((_, max))) = (initial, max)
        && initial > max
    {
        let message = format!(
            "`initialBackoff` should be at most `maxBackoff`: each wait is {}, not {}",
            max.text(),
            initial.text()
        );
        out.push(cx.finding(node.span, message));
    }
    let is_shrinking = |number: f64| number > 0.0 && number < 1.0;
    let multiplier = policy.value.get("backoffMultiplier");
    if let Some(node) = multiplier.filter(|node| node.number().is_some_and(is_shrinking)) {
        out.push(cx.finding(
            node.span,
            "`backoffMultiplier` should be at least 1: each wait is shorter than the last",
        ));
    }
    if let (Some((node, initial)), Some(timeout)) = (initial, entry.timeout())
        && !timeout.is_zero()
        && initial >= timeout
    {
        let message = format!("the timeout of {} ends a call before it is retried", timeout.text());
        let place = entry.timeout.map_or(node.span, |timeout| timeout.value.span);
        out.push(
            cx.finding(node.span, message).label(cx.place(place), "the timeout of all attempts together"),
        );
    }
}
