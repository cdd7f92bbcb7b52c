//! Values of service configs that have another type than clients read.

use super::refusal::{ALL, refused};
use crate::context::Findings;
use crate::deployed::{DeployedContext, Limit, MethodConfig, ServiceConfig};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::{Kind, Node, Span};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_TYPE",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("config_type.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for config in cx.file.service_configs() {
        let mut types = Types { cx, out };
        types.choice(config);
        types.config(config);
    }
}

/// Compares values with the types that clients read.
struct Types<'c, 'o> {
    cx: &'c DeployedContext<'c>,
    out: &'o mut Findings,
}

/// Null counts as absent in C-core.
const NOT_C_CORE: &str = "Java and Node";

impl Types<'_, '_> {
    /// Reports a value of another type, and returns whether it has the right one.
    fn is(&mut self, node: &Node, what: &str, wanted: Kind, clients: &str) -> bool {
        if node.kind() == wanted {
            return true;
        }
        let (wanted, is) = (in_json(wanted), in_json(node.kind()));
        let message = refused(&format!("{what} should be {wanted}, not {is}"), clients);
        self.out.push(self.cx.finding(place(node), message));
        false
    }

    /// The same for a value that may be null.
    fn is_or_null(&mut self, node: Option<&Node>, what: &str, wanted: Kind, clients: &str) {
        if let Some(node) = node.filter(|node| !node.is_null()) {
            self.is(node, what, wanted, clients);
        }
    }

    fn config(&mut self, config: &ServiceConfig<'_>) {
        let root = config.root;
        if !self.is(root, "a service config", Kind::Table, unless_list(root)) {
            return;
        }
        if let Some(entry) = root.entry("methodConfig")
            && self.is(&entry.value, "`methodConfig`", Kind::List, "C-core, Go and Java")
        {
            for entry in &config.methods {
                self.entry(entry);
            }
        }
        if let Some(entry) = root.entry("retryThrottling") {
            let clients = if entry.value.is_null() { "Node" } else { ALL };
            self.is(&entry.value, "`retryThrottling`", Kind::Table, clients);
        }
        self.is_or_null(root.get("healthCheckConfig"), "`healthCheckConfig`", Kind::Table, "C-core and Go");
        let name = root.get("healthCheckConfig").and_then(|health| health.get("serviceName"));
        self.is_or_null(name, "`serviceName`", Kind::Text, "C-core and Go");
    }

    fn entry(&mut self, entry: &MethodConfig<'_>) {
        let node = entry.node;
        if !self.is(node, "an entry of `methodConfig`", Kind::Table, ALL) {
            return;
        }
        self.is_or_null(node.get("name"), "`name`", Kind::List, ALL);
        for name in &entry.names {
            if self.is(name.node, "a name", Kind::Table, unless_list(name.node)) {
                self.name(name.node);
            }
        }
        if let Some(entry) = node.entry("waitForReady") {
            self.flag(&entry.value);
        }
        for key in ["maxRequestMessageBytes", "maxResponseMessageBytes"] {
            if let Some(limit) = node.get(key).filter(|limit| Limit::of(limit) == Limit::Invalid) {
                let problem = format!("`{key}` should be a whole number from 0 to {}", u32::MAX);
                self.out.push(self.cx.finding(limit.span, refused(&problem, "C-core, Go and Java")));
            }
        }
        for policy in [entry.retry, entry.hedging].into_iter().flatten() {
            let is_ignored = policy.value.is_null() || &*policy.key == "hedgingPolicy";
            let clients = if is_ignored { NOT_C_CORE } else { ALL };
            self.is(&policy.value, &format!("`{}`", policy.key), Kind::Table, clients);
        }
    }

    fn name(&mut self, name: &Node) {
        for key in ["service", "method"] {
            if let Some(entry) = name.entry(key) {
                let clients = if entry.value.is_null() { NOT_C_CORE } else { ALL };
                self.is(&entry.value, &format!("`{key}`"), Kind::Text, clients);
            }
        }
    }

    fn flag(&mut self, node: &Node) {
        let flag = node.text().filter(|text| matches!(*text, "true" | "false"));
        let Some(flag) = flag else {
            let clients = if node.is_null() { NOT_C_CORE } else { ALL };
            self.is(node, "`waitForReady`", Kind::Flag, clients);
            return;
        };
        let message = refused("`waitForReady` should be a boolean, not text", ALL);
        let fix = self.cx.fix_parts("remove the quotes", Safety::Safe, vec![(node.span, flag.to_owned())]);
        self.out.push(self.cx.finding(node.span, message).fix(fix));
    }

    /// Conditions of a DNS TXT record under which a client takes the config.
    fn choice(&mut self, config: &ServiceConfig<'_>) {
        let Some(choice) = config.choice else { return };
        for key in ["clientLanguage", "clientHostname"] {
            self.is_or_null(choice.get(key), &format!("`{key}`"), Kind::List, ALL);
        }
        if let Some(percentage) = choice.get("percentage")
            && !percentage.integer().is_some_and(|number| (0..=100).contains(&number))
        {
            let problem = refused("`percentage` should be a whole number from 0 to 100", ALL);
            self.out.push(self.cx.finding(percentage.span, problem));
        }
    }
}

/// JavaScript reads keys of a list, too.
fn unless_list(node: &Node) -> &'static str {
    if node.kind() == Kind::List { "C-core, Go and Java" } else { ALL }
}

/// The value, or its key where a value is empty.
fn place(node: &Node) -> Span {
    match node.key_span {
        Some(key) if node.span.is_empty() || node.span.len() > MOST_SHOWN => key,
        _ => node.span,
    }
}

/// Longest value that a finding underlines, in bytes.
const MOST_SHOWN: u32 = 200;

fn in_json(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Table => "an object",
        kind => kind.in_words(),
    }
}
