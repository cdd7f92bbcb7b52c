//! Load balancing policies that clients refuse.

use super::refusal::{ALL, refused};
use crate::context::Findings;
use crate::deployed::{DeployedContext, Duration};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::Severity;
use protune_data::{Kind, Node};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_LB_INVALID",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("lb_invalid.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        if let Some(entry) = config.root.entry("loadBalancingConfig") {
            list(cx, &entry.value, out);
        }
        if let Some(entry) = config.root.entry("loadBalancingPolicy") {
            policy(cx, &entry.value, out);
        }
    }
}

/// Policies that C-core has, with whether each needs settings.
const KNOWN: &[(&str, bool)] = &[
    ("pick_first", false),
    ("round_robin", false),
    ("grpclb", false),
    ("weighted_round_robin", false),
    ("ring_hash_experimental", false),
    ("cds_experimental", true),
    ("outlier_detection_experimental", true),
    ("priority_experimental", true),
    ("rls_experimental", true),
    ("weighted_target_experimental", true),
    ("xds_cluster_impl_experimental", true),
    ("xds_cluster_manager_experimental", true),
    ("xds_override_host_experimental", true),
    ("xds_wrr_locality_experimental", true),
];

fn known(name: &str) -> Option<bool> {
    KNOWN.iter().find(|(known, _)| *known == name).map(|(_, needs_settings)| *needs_settings)
}

/// The old key: one name, in any case.
fn policy(cx: &DeployedContext<'_>, node: &Node, out: &mut Findings) {
    let Some(name) = node.text() else {
        let clients = if node.is_null() { "Java and Node" } else { ALL };
        return out.push(cx.finding(node.span, refused("`loadBalancingPolicy` should be text", clients)));
    };
    let problem = match known(&name.to_ascii_lowercase()) {
        _ if name.is_empty() => return,
        Some(false) => return,
        Some(true) => format!("the policy `{name}` needs settings"),
        None => format!("no client has the load balancing policy `{}`", shown(name)),
    };
    let help = "use `pick_first` or `round_robin`, or `loadBalancingConfig` with settings";
    out.push(cx.finding(node.span, refused(&problem, "C-core and Java")).help(help));
}

/// A list of policies of which the first that a client has counts.
fn list(cx: &DeployedContext<'_>, node: &Node, out: &mut Findings) {
    if node.kind() != Kind::List {
        return out.push(cx.finding(node.span, refused("`loadBalancingConfig` should be a list", ALL)));
    }
    let mut has_known = false;
    for item in node.items() {
        let [entry] = item.entries() else {
            // C-core does not read what follows the first policy that it has.
            let clients = if has_known { "Node" } else { ALL };
            let problem =
                "an item of `loadBalancingConfig` should have the name of one policy as its only key";
            out.push(cx.finding(item.span, refused(problem, clients)));
            has_known = true;
            continue;
        };
        if has_known {
            continue;
        }
        has_known = known(&entry.key).is_some();
        let problem = match (entry.value.kind(), known(&entry.key)) {
            (Kind::Table, Some(true)) if entry.value.entries().is_empty() => "should not be empty",
            (Kind::Table, _) => {
                settings(cx, &entry.key, &entry.value, out);
                continue;
            }
            _ => "should be an object",
        };
        let problem = format!("the settings of `{}` {problem}", shown(&entry.key));
        out.push(cx.finding(entry.value.span, refused(&problem, "C-core")));
        has_known = true;
    }
    if !has_known {
        let (problem, clients) = match node.items().is_empty() {
            true => ("`loadBalancingConfig` has no policy", "C-core and Go"),
            false => ("no client has any of these load balancing policies", "C-core, Go and Java"),
        };
        out.push(
            cx.finding(node.span, refused(problem, clients))
                .help("add `{\"pick_first\": {}}` as the last item"),
        );
    }
}

/// Settings of the policies that configs name directly.
fn settings(cx: &DeployedContext<'_>, policy: &str, table: &Node, out: &mut Findings) {
    let is_duration = |node: &Node| node.text().and_then(Duration::parse).is_some_and(Duration::is_in_range);
    for entry in table.entries() {
        let node = &entry.value;
        let wanted = match (policy, &*entry.key) {
            _ if node.is_null() => continue,
            ("pick_first", "shuffleAddressList") | ("weighted_round_robin", "enableOobLoadReport") => {
                (node.kind() == Kind::Flag, "a boolean")
            }
            (
                "weighted_round_robin",
                "blackoutPeriod" | "weightExpirationPeriod" | "weightUpdatePeriod" | "oobReportingPeriod",
            ) => (is_duration(node), "a duration such as `\"10s\"`"),
            ("grpclb", "serviceName") => (node.kind() == Kind::Text, "text"),
            ("grpclb", "childPolicy") => {
                list_of_children(cx, node, out);
                continue;
            }
            _ => continue,
        };
        if let (false, wanted) = wanted {
            let problem = format!("`{}` of `{policy}` should be {wanted}", entry.key);
            out.push(cx.finding(node.span, refused(&problem, "C-core")));
        }
    }
}

fn list_of_children(cx: &DeployedContext<'_>, node: &Node, out: &mut Findings) {
    let is_known = |item: &Node| matches!(item.entries(), [entry] if known(&entry.key).is_some());
    if node.kind() != Kind::List || !node.items().iter().any(is_known) {
        let problem = "`childPolicy` should be a list with a known load balancing policy";
        out.push(cx.finding(node.span, refused(problem, "C-core")));
    }
}

/// Beginning of a text that may be long.
fn shown(text: &str) -> &str {
    &text[..text.floor_char_boundary(60)]
}
