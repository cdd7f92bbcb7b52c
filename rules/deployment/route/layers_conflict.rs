//! Limits of clients and of routes that contradict each other.

use crate::context::Findings;
use crate::deployed::{DeployedContext, Method, MethodConfig, Routes, ServiceConfig, Services, seconds};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Place, Severity};
use protune_compiler::text::Span;
use protune_data::Node;
use rustc_hash::FxHashMap;

pub static RULE: Room = Room {
    id: "CONFIG_LAYERS_CONFLICT",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Warning,
    doc: include_str!("layers_conflict.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Number of methods of an entry, and of routes in a list, that are compared.
const MAX_METHODS: usize = 300;
const MAX_ROUTES: usize = 300;

/// Number of lists of routes that each entry is compared with, and of comparisons for a file.
const MAX_LISTS: usize = 100;
const MAX_COMPARED: usize = 5_000_000;

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let all = || cx.deployment.files.iter().flat_map(|file| file.routes().map(move |routes| (file, routes)));
    if all().next().is_none() {
        return;
    }
    let mut left = MAX_COMPARED;
    for config in cx.file.service_configs() {
        let winners = Winners::of(config);
        for (row, entry) in config.methods.iter().enumerate() {
            let client = Client::of(entry);
            if client.timeout.is_none() && client.attempts.is_none() {
                continue;
            }
            let methods = winners.methods_of(row, entry, &cx.deployment.services);
            for (file, routes) in all().take(MAX_LISTS) {
                let cost = methods.len() * routes.routes.len().min(MAX_ROUTES);
                let Some(rest) = left.checked_sub(cost) else { return };
                left = rest;
                // The first conflict of each kind in a list of routes stands for the others.
                let found = Conflicts::find(&client, &methods, routes);
                let place = |node: &Node| Place::new(file.file, Span::new(node.span.start, node.span.end));
                if let (Some((route, limit, path)), Some((node, client))) = (found.timeout, client.timeout) {
                    let message = format!(
                        "the client waits {client} s for `{path}`, but its route ends the call after {limit} s"
                    );
                    let help = "set the timeout of the client below that of the route";
                    out.push(
                        cx.finding(node.span, message).help(help).label(place(route), "the route is here"),
                    );
                }
                if let (Some((route, attempts, path)), Some((node, client))) = (found.retry, client.attempts)
                {
                    let total = u64::from(attempts) * client;
                    let message = format!(
                        "the client makes {client} attempts of `{path}`, and its route {attempts} of each, which are {total}"
                    );
                    let help = "retry in the client or in the route, not in both";
                    out.push(
                        cx.finding(node.span, message)
                            .help(help)
                            .label(place(route), "the route retries here"),
                    );
                }
            }
        }
    }
}

/// Limits that an entry of a service config sets.
struct Client<'d> {
    timeout: Option<(&'d Node, f64)>,
    attempts: Option<(&'d Node, u64)>,
}

impl<'d> Client<'d> {
    fn of(entry: &MethodConfig<'d>) -> Client<'d> {
        let timeout = entry.node.get("timeout").and_then(|node| Some((node, seconds(node.text()?)?)));
        let attempts = entry.node.get("retryPolicy").and_then(|policy| {
            let node = policy.get("maxAttempts")?;
            // More than five count as five.
            Some((node, u64::try_from(node.integer()?).ok()?.min(5)))
        });
        Client {
            timeout: timeout.filter(|(_, time)| *time > 0.0),
            attempts: attempts.filter(|(_, count)| *count > 1),
        }
    }
}

/// Entries of a service config by what they name. The most precise entry holds for a method, and replaces others.
struct Winners<'d> {
    entries: FxHashMap<(&'d str, &'d str), usize>,
}

impl<'d> Winners<'d> {
    fn of(config: &ServiceConfig<'d>) -> Winners<'d> {
        let mut entries = FxHashMap::default();
        for (row, entry) in config.methods.iter().enumerate() {
            for name in &entry.names {
                let text = |node: Option<&'d Node>| node.and_then(Node::text).unwrap_or("");
                entries.entry((text(name.service), text(name.method))).or_insert(row);
            }
        }
        Winners { entries }
    }

    fn row(&self, service: &str, method: &str) -> Option<usize> {
        let keys = [(service, method), (service, ""), ("", "")];
        keys.iter().find_map(|key| self.entries.get(key)).copied()
    }

    /// Paths of the methods for which an entry holds, at most [`MAX_METHODS`].
    fn methods_of<'s>(
        &self,
        row: usize,
        entry: &MethodConfig<'_>,
        services: &'s Services<'_>,
    ) -> Vec<&'s str> {
        let is_default = self.row("", "") == Some(row);
        let named = entry.names.iter().filter_map(|name| services.find(name.service?.text()?));
        let rows = named.flat_map(|service| {
            let beginning = format!("/{}/", service.name);
            let start = services.methods().partition_point(|method| *method.path < *beginning);
            services.methods()[start..].iter().take_while(move |method| method.path.starts_with(&*beginning))
        });
        let all = if is_default { services.methods() } else { &[] };
        let holds = |method: &&Method<'_>| self.row(method.service(), method.name()) == Some(row);
        rows.chain(all).filter(holds).take(MAX_METHODS).map(|method| &*method.path).collect()
    }
}

/// The first route of a list that ends calls before the client does, and the first that retries too.
#[derive(Default)]
struct Conflicts<'r> {
    timeout: Option<(&'r Node, f64, &'r str)>,
    retry: Option<(&'r Node, u32, &'r str)>,
}

impl<'r> Conflicts<'r> {
    fn find(client: &Client<'_>, methods: &[&'r str], routes: &'r Routes<'_>) -> Conflicts<'r> {
        let mut found = Conflicts::default();
        for path in methods {
            let mut first = routes.routes.iter().take(MAX_ROUTES);
            let Some(route) = first.find(|route| route.reference.pattern.matches(path)) else { continue };
            if !routes.is_about_grpc(route) {
                continue;
            }
            if let (Some(limit), Some((_, time)), None) =
                (route.policy.timeout, client.timeout, found.timeout)
                && time > limit.seconds
            {
                let place = if limit.is_default { route.reference.node } else { limit.node };
                found.timeout = Some((place, limit.seconds, path));
            }
            if let (Some(retry), Some(_), None) = (route.policy.retry, client.attempts, found.retry)
                && retry.attempts > 1
            {
                found.retry = Some((retry.node, retry.attempts, path));
            }
        }
        found
    }
}
