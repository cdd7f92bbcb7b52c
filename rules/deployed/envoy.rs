//! Configuration of Envoy: routes of virtual hosts, and the filters that name methods, wherever they are in a file. A
//! bootstrap has them, resources of a discovery service, and the values of an EnvoyFilter of Istio.

use super::access::{Access, AccessKind, AccessRule, Effect, Workload};
use super::kind::{ENVOY_TYPES, Kind, Object, Source};
use super::pattern::{Budget, Form, Pattern, Ref, Text};
use super::routes::{Backend, Policy, Retry, Route, RouteKind, Routes, Timeout, seconds};
use super::template::{self, Inserted};
use protune_data::Node;

pub(super) static KIND: Kind = Kind {
    name: "Envoy",
    doc: "YAML or JSON with `static_resources`, or with an `@type` of Envoy.",
    marks: &[ENVOY_TYPES, "static_resources", "staticResources"],
    read,
};

/// Filter that translates JSON to gRPC.
#[derive(Debug)]
pub struct Transcoder<'d> {
    pub node: &'d Node,
    /// Full names of services.
    pub services: &'d [Node],
    /// File descriptor set in Base64, if the configuration contains it.
    pub descriptor: Option<&'d Node>,
}

/// Timeout of a route that sets none, in seconds.
const DEFAULT_TIMEOUT: f64 = 15.0;

fn read<'d>(source: &Source<'d>, out: &mut Vec<Object<'d>>) {
    if !KIND.marks.iter().any(|mark| source.data.text.contains(mark)) {
        return;
    }
    let is_grpc = source.data.text.contains("filters.http.grpc_");
    let mut reader = Reader { inserted: Inserted::of(source.data), budget: Budget::default(), is_grpc, out };
    source.data.documents.iter().for_each(|document| reader.walk(document));
}

struct Reader<'r, 'd> {
    inserted: Inserted,
    budget: Budget,
    is_grpc: bool,
    out: &'r mut Vec<Object<'d>>,
}

impl<'d> Reader<'_, 'd> {
    fn walk(&mut self, node: &'d Node) {
        if let (Some(_), Some(routes)) = (get(node, "domains"), get(node, "routes")) {
            let routes = self.virtual_host(node, routes);
            self.out.push(Object::Routes(routes));
        }
        let name = node.get("@type").and_then(Node::text).and_then(|name| name.strip_prefix(ENVOY_TYPES));
        match name.and_then(|name| name.rsplit('.').next()) {
            Some("GrpcJsonTranscoder") => self.out.push(Object::Transcoder(Transcoder {
                node,
                services: items(node, "services"),
                descriptor: get(node, "proto_descriptor_bin"),
            })),
            Some("JwtAuthentication") => {
                let rules = items(node, "rules").iter().map(|rule| self.jwt_rule(rule)).collect();
                self.push_access(AccessKind::Jwt, node, rules);
            }
            Some("RBAC") => self.rbac(node),
            Some("RBACPerRoute") => {
                if let Some(rbac) = get(node, "rbac") {
                    self.rbac(rbac);
                }
            }
            _ => {}
        }
        node.entries().iter().for_each(|entry| self.walk(&entry.value));
        node.items().iter().for_each(|item| self.walk(item));
    }

    fn push_access(&mut self, kind: AccessKind, root: &'d Node, rules: Vec<AccessRule<'d>>) {
        let is_open = self.inserted.is_in(root);
        let workload = Workload::default();
        self.out.push(Object::Access(Access { kind, root, rules, workload, is_open }));
    }

    fn virtual_host(&self, node: &'d Node, routes: &'d Node) -> Routes<'d> {
        let shared = get(node, "retry_policy");
        let routes = routes.items().iter().map(|route| self.route(route, shared)).collect();
        Routes { kind: RouteKind::Envoy, root: node, routes, is_grpc: self.is_grpc }
    }

    fn route(&self, holder: &'d Node, shared: Option<&'d Node>) -> Route<'d> {
        let node = get(holder, "match").unwrap_or(holder);
        let action = get(holder, "route");
        let policy = action.map_or(Policy::default(), |action| policy(action, shared));
        let retries = action.and_then(|action| get(action, "retry_policy")).or(shared);
        Route {
            node,
            reference: self.route_match(node),
            is_conditional: is_conditional(node),
            is_grpc: get(node, "grpc").is_some(),
            policy,
            retry_on: retries.and_then(|retries| get(retries, "retry_on")),
            backend: if action.is_some() { Backend::Server } else { Backend::None },
            priority: None,
            holder,
        }
    }

    fn route_match(&self, node: &'d Node) -> Ref<'d> {
        let ignores_case = get(node, "case_sensitive").and_then(Node::flag) == Some(false);
        let forms =
            [("prefix", Form::Prefix), ("path", Form::Exact), ("path_separated_prefix", Form::Segments)];
        let mut given: Vec<(&Node, Pattern)> = Vec::new();
        for (key, form) in forms {
            let Some(value) = get(node, key) else { continue };
            let is_all = key == "prefix" && value.text() == Some("/");
            let pattern = if is_all { Pattern::All } else { condition(value, form, ignores_case) };
            given.push((value, pattern));
        }
        if let Some(regex) = get(node, "safe_regex").and_then(|regex| get(regex, "regex")) {
            given.push((regex, regex_condition(regex)));
        }
        match given.len() {
            1 => given.pop().map_or(Ref::new(node, Pattern::Unknown, &self.budget), |(value, pattern)| {
                Ref::new(value, pattern, &self.budget)
            }),
            _ => Ref::new(node, Pattern::Unknown, &self.budget),
        }
    }

    fn jwt_rule(&self, node: &'d Node) -> AccessRule<'d> {
        let (condition, reference) = match get(node, "match") {
            Some(condition) => (condition, self.route_match(condition)),
            None => (node, Ref::new(node, Pattern::Unknown, &self.budget)),
        };
        let demands = get(node, "requires").is_some() || get(node, "requirement_name").is_some();
        AccessRule {
            paths: Some(vec![reference]),
            is_conditional: is_conditional(condition),
            checks_caller: demands,
            ..AccessRule::for_all(node, if demands { Effect::Demand } else { Effect::Allow })
        }
    }

    fn rbac(&mut self, filter: &'d Node) {
        let Some(rules) = get(filter, "rules") else { return };
        let effect = match get(rules, "action").and_then(Node::text) {
            None | Some("ALLOW") => Effect::Allow,
            Some("DENY") => Effect::Deny,
            Some(_) => Effect::Other,
        };
        let policies = get(rules, "policies").map_or(&[][..], Node::entries);
        let mut out = Vec::new();
        for policy in policies {
            let is_any = |node: &Node| get(node, "any").and_then(Node::flag) == Some(true);
            let checks_caller = !items(&policy.value, "principals").iter().any(is_any);
            for permission in items(&policy.value, "permissions") {
                let from = out.len();
                self.permission(permission, effect, &mut out);
                for rule in &mut out[from..] {
                    rule.checks_caller = checks_caller;
                    rule.is_conditional |= checks_caller || get(&policy.value, "condition").is_some();
                }
            }
        }
        self.push_access(AccessKind::Rbac, filter, out);
    }

    /// Adds the rules that a permission stands for.
    fn permission(&self, node: &'d Node, effect: Effect, out: &mut Vec<AccessRule<'d>>) {
        if let Some(set) = get(node, "or_rules") {
            items(set, "rules").iter().for_each(|inner| self.permission(inner, effect, out));
            return;
        }
        let Some(set) = get(node, "and_rules") else {
            out.push(self.simple(node, effect));
            return;
        };
        let mut rule = AccessRule::for_all(node, effect);
        for inner in items(set, "rules") {
            let mut alternatives = Vec::new();
            self.permission(inner, effect, &mut alternatives);
            let is_path = |rule: &AccessRule<'_>| rule.paths.is_some() && !rule.is_conditional;
            if rule.paths.is_none() && alternatives.iter().all(is_path) && !alternatives.is_empty() {
                rule.paths =
                    Some(alternatives.into_iter().flat_map(|it| it.paths.unwrap_or_default()).collect());
            } else {
                let is_any = |it: &AccessRule<'_>| it.is_for_all() && !it.is_conditional;
                rule.is_conditional |= !alternatives.iter().any(is_any);
                rule.except.extend(alternatives.into_iter().flat_map(|it| it.except));
            }
        }
        out.push(rule);
    }

    fn simple(&self, node: &'d Node, effect: Effect) -> AccessRule<'d> {
        let rule = AccessRule::for_all(node, effect);
        if get(node, "any").and_then(Node::flag) == Some(true) {
            return rule;
        }
        if let Some(inner) = get(node, "not_rule") {
            let except: Vec<Ref<'_>> = self.path_of(inner).into_iter().collect();
            return AccessRule { is_conditional: except.is_empty(), except, ..rule };
        }
        match self.path_of(node) {
            Some(path) => AccessRule { paths: Some(vec![path]), ..rule },
            None => AccessRule { is_conditional: true, ..rule },
        }
    }

    /// The condition on the path that a permission consists of.
    fn path_of(&self, node: &'d Node) -> Option<Ref<'d>> {
        if let Some(path) = get(node, "url_path").and_then(|path| get(path, "path")) {
            return Some(self.string_match(path));
        }
        let header =
            get(node, "header").filter(|header| get(header, "name").and_then(Node::text) == Some(":path"))?;
        if get(header, "invert_match").and_then(Node::flag) == Some(true) {
            return None;
        }
        if let Some(matcher) = get(header, "string_match") {
            return Some(self.string_match(matcher));
        }
        let forms = [
            ("exact_match", Form::Exact),
            ("prefix_match", Form::Prefix),
            ("suffix_match", Form::Suffix),
            ("contains_match", Form::Contains),
        ];
        let given = forms.into_iter().find_map(|(key, form)| Some((get(header, key)?, form)));
        given.map(|(value, form)| Ref::new(value, condition(value, form, false), &self.budget))
    }

    fn string_match(&self, node: &'d Node) -> Ref<'d> {
        let ignores_case = get(node, "ignore_case").and_then(Node::flag) == Some(true);
        let forms = [
            ("exact", Form::Exact),
            ("prefix", Form::Prefix),
            ("suffix", Form::Suffix),
            ("contains", Form::Contains),
        ];
        let given = forms.into_iter().find_map(|(key, form)| Some((get(node, key)?, form)));
        if let Some((value, form)) = given {
            return Ref::new(value, condition(value, form, ignores_case), &self.budget);
        }
        match get(node, "safe_regex").and_then(|regex| get(regex, "regex")) {
            Some(regex) => Ref::new(regex, regex_condition(regex), &self.budget),
            None => Ref::new(node, Pattern::Unknown, &self.budget),
        }
    }
}

fn condition(value: &Node, form: Form, ignores_case: bool) -> Pattern {
    match value.text() {
        Some(text) if !template::is_dynamic(text) => {
            Pattern::Path(Text::new(form, text).ignoring_case(ignores_case))
        }
        _ => Pattern::Unknown,
    }
}

fn regex_condition(value: &Node) -> Pattern {
    let text = value.text().filter(|text| !template::is_dynamic(text));
    text.and_then(Text::regex).map_or(Pattern::Unknown, Pattern::Path)
}

/// Keys of a match that all calls of gRPC meet.
const ABOUT_PATH: &[&str] =
    &["prefix", "path", "pathSeparatedPrefix", "safeRegex", "caseSensitive", "grpc", "connectMatcher"];

fn is_conditional(node: &Node) -> bool {
    node.entries().iter().any(|entry| !ABOUT_PATH.contains(&&*camel(&entry.key)))
}

fn policy<'d>(action: &'d Node, shared: Option<&'d Node>) -> Policy<'d> {
    let written = get(action, "timeout");
    let is_of_streams = get(action, "max_stream_duration").is_some();
    let timeout = match written {
        Some(node) => {
            node.text().and_then(seconds).map(|seconds| Timeout { node, seconds, is_default: false })
        }
        None if is_of_streams => None,
        None => Some(Timeout { node: action, seconds: DEFAULT_TIMEOUT, is_default: true }),
    };
    let retries = get(action, "retry_policy").or(shared);
    let retry = retries.filter(|retries| get(retries, "retry_on").is_some()).and_then(|retries| {
        let number = get(retries, "num_retries");
        let count = number.map_or(Some(1), |number| u32::try_from(number.integer()?).ok())?;
        Some(Retry { node: number.unwrap_or(retries), attempts: count.saturating_add(1) })
    });
    Policy { timeout: timeout.filter(|timeout| timeout.seconds > 0.0), retry }
}

/// The value under a key in snake_case, which can also be in lowerCamelCase.
pub(super) fn get<'d>(node: &'d Node, key: &str) -> Option<&'d Node> {
    node.get(key).or_else(|| key.contains('_').then(|| node.get(&camel(key))).flatten())
}

fn items<'d>(node: &'d Node, key: &str) -> &'d [Node] {
    get(node, key).map_or(&[], Node::items)
}

fn camel(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    let mut is_first = false;
    for c in key.chars() {
        match c {
            '_' => is_first = true,
            c if is_first => {
                out.push(c.to_ascii_uppercase());
                is_first = false;
            }
            c => out.push(c),
        }
    }
    out
}
