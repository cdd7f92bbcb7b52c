//! Quotas of metrics that the configuration does not declare.

use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::deployed::endpoints::{Section, field};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::Span;
use rustc_hash::FxHashSet;

pub static RULE: Room = Room {
    id: "ENDPOINTS_QUOTA_METRIC_UNKNOWN",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("quota_metric_unknown.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for api in cx.file.api_services() {
        let declared = field(api.root, "metrics").map_or(&[][..], |metrics| metrics.items());
        let names = declared.iter().filter_map(|metric| field(metric, "name")?.text());
        let known: FxHashSet<&str> = names.collect();
        let mut report = |span: Span, name: &str| {
            if !known.contains(name) {
                let message = format!("`metrics` has no metric with the name `{name}`");
                out.push(cx.finding(span, message).help("declare the metric below `metrics`"));
            }
        };
        for costs in api.rules(Section::Quota).filter_map(|item| field(item.node, "metric_costs")) {
            costs.entries().iter().for_each(|cost| report(cost.key_span, &cost.key));
        }
        let limits = field(api.root, "quota").and_then(|quota| field(quota, "limits"));
        let limits = limits.map_or(&[][..], |limits| limits.items());
        for node in limits.iter().filter_map(|limit| field(limit, "metric")) {
            report(node.span, node.text().unwrap_or(""));
        }
    }
}
