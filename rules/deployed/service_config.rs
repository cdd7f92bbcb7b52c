//! gRPC service configs: timeouts, retries and sizes of services and methods, as clients read them (gRFC A2, A6).

use super::duration::Duration;
use super::kind::{Kind, Object, Source};
use super::template::has_holes;
use protune_data::{Entry, Kind as Type, Language, Node};
use rustc_hash::FxHashMap;

pub(super) static KIND: Kind = Kind {
    name: "gRPC service config",
    doc: "JSON with `methodConfig`, `loadBalancingConfig`, `retryThrottling` or `healthCheckConfig`, or with a name that \
          contains `service_config`. In a list as in a DNS TXT record, each `serviceConfig` is one.",
    marks: &[
        "methodConfig",
        "loadBalancingConfig",
        "loadBalancingPolicy",
        "retryThrottling",
        "healthCheckConfig",
        NAME,
    ],
    read,
};

const NAME: &str = "service_config";

/// Keys of which one shows that an object is a service config.
const KEYS: &[&str] =
    &["methodConfig", "loadBalancingConfig", "loadBalancingPolicy", "retryThrottling", "healthCheckConfig"];

/// A service config.
#[derive(Debug)]
pub struct ServiceConfig<'d> {
    pub root: &'d Node,
    /// Entry of the list in a DNS TXT record that it belongs to.
    pub choice: Option<&'d Node>,
    /// Entries of `methodConfig`.
    pub methods: Vec<MethodConfig<'d>>,
}

/// Entry of `methodConfig`: settings for the methods that it names.
#[derive(Debug)]
pub struct MethodConfig<'d> {
    pub node: &'d Node,
    pub names: Vec<Name<'d>>,
    pub timeout: Option<&'d Entry>,
    pub retry: Option<&'d Entry>,
    pub hedging: Option<&'d Entry>,
}

/// Name in an entry: a service, a method of it, or neither, which means all methods of all services.
#[derive(Debug)]
pub struct Name<'d> {
    pub node: &'d Node,
    /// Full name of a service, if it is a text that is not empty.
    pub service: Option<&'d Node>,
    /// Name of a method, if it is a text that is not empty.
    pub method: Option<&'d Node>,
}

/// A table of a service config, by the keys that clients read in it.
#[derive(Debug)]
pub struct Level {
    /// Name in messages.
    pub name: &'static str,
    pub keys: &'static [&'static str],
    /// Levels below it, by their keys.
    pub below: &'static [(&'static str, &'static Level)],
}

impl Level {
    pub const CHOICE: &'static Level = &Level {
        name: "a choice of a DNS TXT record",
        keys: &["clientLanguage", "percentage", "clientHostname", "serviceConfig"],
        below: &[],
    };
    pub const TOP: &'static Level = &Level {
        name: "a service config",
        keys: KEYS,
        below: &[
            ("methodConfig", Level::ENTRY),
            ("retryThrottling", Level::THROTTLING),
            ("healthCheckConfig", Level::HEALTH),
        ],
    };
    pub const ENTRY: &'static Level = &Level {
        name: "an entry of `methodConfig`",
        keys: &[
            "name",
            "waitForReady",
            "timeout",
            "maxRequestMessageBytes",
            "maxResponseMessageBytes",
            "retryPolicy",
            "hedgingPolicy",
        ],
        below: &[("name", Level::NAME), ("retryPolicy", Level::RETRY), ("hedgingPolicy", Level::HEDGING)],
    };
    const NAME: &'static Level = &Level { name: "a name", keys: &["service", "method"], below: &[] };
    const RETRY: &'static Level = &Level {
        name: "`retryPolicy`",
        keys: &[
            "maxAttempts",
            "initialBackoff",
            "maxBackoff",
            "backoffMultiplier",
            "retryableStatusCodes",
            "perAttemptRecvTimeout",
        ],
        below: &[],
    };
    const HEDGING: &'static Level = &Level {
        name: "`hedgingPolicy`",
        keys: &["maxAttempts", "hedgingDelay", "nonFatalStatusCodes"],
        below: &[],
    };
    const THROTTLING: &'static Level =
        &Level { name: "`retryThrottling`", keys: &["maxTokens", "tokenRatio"], below: &[] };
    const HEALTH: &'static Level = &Level { name: "`healthCheckConfig`", keys: &["serviceName"], below: &[] };
}

/// Value of `maxRequestMessageBytes` or `maxResponseMessageBytes`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limit {
    Number(u32),
    /// A number in quotes, which not every client reads.
    Quoted(u32),
    Invalid,
}

impl Limit {
    pub fn of(node: &Node) -> Limit {
        let in_range = |number: i128| u32::try_from(number).ok();
        if node.kind() == Type::Text {
            let text = node.text().unwrap_or("").trim();
            let digits = text.strip_prefix('+').unwrap_or(text);
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let number = digits.parse().ok().filter(|_| is_number);
            return number.and_then(in_range).map_or(Limit::Invalid, Limit::Quoted);
        }
        node.integer().and_then(in_range).map_or(Limit::Invalid, Limit::Number)
    }
}

impl<'d> ServiceConfig<'d> {
    /// Returns the entries that hold for whole services, by the service; the one without a service holds for all others.
    pub fn fallbacks(&self) -> FxHashMap<Option<&'d str>, &MethodConfig<'d>> {
        let mut fallbacks = FxHashMap::default();
        for entry in &self.methods {
            for name in entry.names.iter().filter(|name| name.method.is_none()) {
                fallbacks.entry(name.service.and_then(Node::text)).or_insert(entry);
            }
        }
        fallbacks
    }

    /// Names of all entries, each with its entry.
    pub fn names(&self) -> impl Iterator<Item = (&MethodConfig<'d>, &Name<'d>)> {
        self.methods.iter().flat_map(|entry| entry.names.iter().map(move |name| (entry, name)))
    }
}

impl<'d> MethodConfig<'d> {
    /// Returns the timeout, if clients can read it.
    pub fn timeout(&self) -> Option<Duration> {
        Duration::parse(self.timeout?.value.text()?).filter(|duration| duration.is_in_range())
    }
}

impl<'d> Name<'d> {
    /// Returns the names of the service and its method.
    pub fn full(&self) -> Option<(&'d str, &'d str)> {
        Some((self.service?.text()?, self.method?.text()?))
    }
}

/// Names of status codes, by their numbers.
const CODES: &[&str] = &[
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// Returns the names of all status codes.
pub fn codes() -> &'static [&'static str] {
    CODES
}

/// Returns the name of the status code that a value means: its name in any case, or its number.
pub fn code(node: &Node) -> Option<&'static str> {
    if node.kind() == Type::Text {
        let text = node.text()?;
        return CODES.iter().copied().find(|code| code.eq_ignore_ascii_case(text));
    }
    let number = node.number()?;
    let is_whole = number.fract() == 0.0 && (0.0..CODES.len() as f64).contains(&number);
    is_whole.then(|| CODES[number as usize])
}

/// Returns whether a key is a comment, as some write it in JSON.
pub fn is_comment(key: &str) -> bool {
    key.starts_with("//") || key.starts_with(['_', '$', '#'])
}

/// Returns whether two values are the same, wherever they are written. Keys are compared in their order.
pub fn same(one: &Node, other: &Node) -> bool {
    let pair = one.entries().iter().zip(other.entries());
    one.kind() == other.kind()
        && one.scalar() == other.scalar()
        && one.items().len() == other.items().len()
        && one.entries().len() == other.entries().len()
        && one.items().iter().zip(other.items()).all(|(one, other)| same(one, other))
        && pair.into_iter().all(|(one, other)| one.key == other.key && same(&one.value, &other.value))
}

fn read<'d>(source: &Source<'d>, out: &mut Vec<Object<'d>>) {
    // What a template inserts is not known.
    if source.data.language != Language::Json || has_holes(source.data) {
        return;
    }
    let (data, root) = (source.data, source.data.root());
    let choices = root.items().iter().filter_map(|choice| Some((choice, choice.get("serviceConfig")?)));
    let before = out.len();
    out.extend(choices.map(|(choice, root)| Object::ServiceConfig(config(root, Some(choice)))));
    if out.len() > before {
        return;
    }
    let is_named = source.name().contains(NAME);
    let has_key = || KEYS.iter().any(|key| root.entry(key).is_some());
    // The text of a broken file shows what its tree may lack. A template is JSON only after it was filled in.
    let is_template = || data.text.contains("{{") || data.text.contains("{%");
    let is_broken = || KEYS.iter().any(|key| data.text.contains(&format!("\"{key}\"")));
    let is_config = match data.is_complete {
        true => is_named || has_key(),
        false => !is_template() && (is_named || has_key() || is_broken()),
    };
    if is_config {
        out.push(Object::ServiceConfig(config(root, None)));
    }
}

fn config<'d>(root: &'d Node, choice: Option<&'d Node>) -> ServiceConfig<'d> {
    let entries = root.get("methodConfig").map_or(&[][..], Node::items);
    let methods = entries.iter().map(|node| MethodConfig {
        node,
        names: names(node),
        timeout: node.entry("timeout"),
        retry: node.entry("retryPolicy"),
        hedging: node.entry("hedgingPolicy"),
    });
    ServiceConfig { root, choice, methods: methods.collect() }
}

fn names(entry: &Node) -> Vec<Name<'_>> {
    let names = entry.get("name").map_or(&[][..], Node::items);
    names
        .iter()
        .map(|node| Name { node, service: text(node, "service"), method: text(node, "method") })
        .collect()
}

fn text<'d>(node: &'d Node, key: &str) -> Option<&'d Node> {
    node.get(key).filter(|node| node.text().is_some_and(|text| !text.is_empty()))
}
