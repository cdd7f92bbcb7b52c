//! Authorization policies of gRPC servers, in JSON (gRFC A43).

use super::access::{Access, AccessKind, AccessRule, Effect, Workload};
use super::kind::{self, Object, Source};
use super::pattern::{Budget, Pattern, Ref, Text, stars};
use super::template;
use protune_data::{Entry, Kind, Language, Node};

pub(super) static KIND: kind::Kind = kind::Kind {
    name: "gRPC authorization policy",
    doc: "JSON with `allow_rules` or `deny_rules`.",
    marks: &["allow_rules", "deny_rules", "allowRules", "denyRules", "Allow_rules", "Deny_rules"],
    read,
};

/// Keys of which one shows that an object is a policy, in any spelling.
const KEYS: &[&str] = &["allowrules", "denyrules"];

fn read<'d>(source: &Source<'d>, out: &mut Vec<Object<'d>>) {
    if !matches!(source.data.language, Language::Json | Language::JsonWithComments) {
        return;
    }
    let root = source.data.root();
    let is_key = |entry: &Entry| KEYS.contains(&&*entry.key.replace('_', "").to_ascii_lowercase());
    if !root.entries().iter().any(is_key) {
        return;
    }
    let budget = Budget::default();
    let mut rules = Vec::new();
    for (key, effect) in [("deny_rules", Effect::Deny), ("allow_rules", Effect::Allow)] {
        let nodes = value(root, key).map_or(&[][..], Node::items);
        rules.extend(nodes.iter().map(|node| rule(node, effect, &budget)));
    }
    let is_open = template::Inserted::of(source.data).is_in(root);
    out.push(Object::Access(Access {
        kind: AccessKind::Grpc,
        root,
        rules: in_force(rules),
        workload: Workload::default(),
        is_open,
    }));
}

/// The value under a key, as servers find it: in any case.
pub fn value<'d>(table: &'d Node, key: &str) -> Option<&'d Node> {
    let entry = table.entries().iter().rev().find(|entry| entry.key.eq_ignore_ascii_case(key))?;
    (!entry.value.is_null()).then_some(&entry.value)
}

/// Drops rules that a later one of the same name replaces.
fn in_force(rules: Vec<AccessRule<'_>>) -> Vec<AccessRule<'_>> {
    let name = |rule: &AccessRule<'_>| value(rule.node, "name").and_then(Node::text).map(str::to_owned);
    let mut seen = rustc_hash::FxHashSet::default();
    let mut kept: Vec<AccessRule<'_>> = Vec::with_capacity(rules.len());
    for rule in rules.into_iter().rev() {
        if name(&rule).is_none_or(|name| seen.insert((rule.effect == Effect::Deny, name))) {
            kept.push(rule);
        }
    }
    kept.reverse();
    kept
}

fn rule<'d>(node: &'d Node, effect: Effect, budget: &Budget) -> AccessRule<'d> {
    let request = value(node, "request");
    let list = request.and_then(|request| value(request, "paths"));
    let headers = request.and_then(|request| value(request, "headers"));
    let principals = value(node, "source").and_then(|source| value(source, "principals"));
    let is_set = |list: Option<&Node>| list.is_some_and(|list| !is_empty(list));
    // A misspelt key is no rule for all calls.
    let is_known = |entry: &Entry| ["paths", "headers"].iter().any(|key| entry.key.eq_ignore_ascii_case(key));
    let is_misspelt = request.is_some_and(|request| !request.entries().iter().all(is_known));
    let reference = |node: &'d Node| Ref::new(node, pattern(node), budget);
    let paths = list.filter(|list| !is_empty(list)).map(|list| match list.kind() {
        Kind::List => list.items().iter().map(reference).collect(),
        _ => vec![Ref::new(list, Pattern::Unknown, budget)],
    });
    AccessRule {
        paths,
        is_conditional: is_set(headers) || is_set(principals) || is_misspelt,
        checks_caller: is_set(principals),
        list,
        ..AccessRule::for_all(node, effect)
    }
}

/// Returns whether a value is a list without items.
fn is_empty(list: &Node) -> bool {
    list.kind() == Kind::List && list.items().is_empty()
}

fn pattern(node: &Node) -> Pattern {
    match node.text() {
        Some(text) if template::is_dynamic(text) => Pattern::Unknown,
        Some(text) => stars(text),
        None => Pattern::Path(Text::exact("")),
    }
}

#[cfg(test)]
mod tests {
    use super::KIND;
    use crate::deployed::kind::{Object, Source};
    use protune_data::{Language, parse};

    /// Paths of the calls that each policy decides about.
    const CALLS: [&str; 4] = ["/p.S/Delete", "/p.S/Get", "/p.S2/Get", "/q.T/Get"];

    /// Deny rules, allow rules, and the decisions of a server in Go about the calls: `+` allows.
    const POLICIES: &[(&str, &str, &str)] = &[
        ("", r#"{"name": "a"}"#, "++++"),
        ("", r#"{"name": "a", "request": {"paths": []}}"#, "++++"),
        ("", r#"{"name": "a", "request": {"paths": null}, "source": null}"#, "++++"),
        ("", r#"{"name": "a", "request": {"paths": ["*"]}}"#, "++++"),
        ("", r#"{"name": "a", "request": {"paths": ["/p.S/Get"]}}"#, "-+--"),
        ("", r#"{"name": "a", "request": {"paths": ["/p.s/get"]}}"#, "----"),
        ("", r#"{"name": "a", "request": {"paths": ["/p.S/*"]}}"#, "++--"),
        ("", r#"{"name": "a", "request": {"paths": ["/p.S*"]}}"#, "+++-"),
        ("", r#"{"name": "a", "request": {"paths": ["*/Get"]}}"#, "-+++"),
        ("", r#"{"name": "a", "request": {"paths": ["*S/G*"]}}"#, "----"),
        ("", r#"{"name": "a", "request": {"paths": ["/p.S/*et"]}}"#, "----"),
        ("", r#"{"name": "a", "request": {"paths": ["p.S/Get"]}}"#, "----"),
        ("", r#"{"name": "a", "request": {"paths": [""]}}"#, "----"),
        ("", r#"{"name": "a", "request": {"paths": [null]}}"#, "----"),
        ("", r#"{"name": "a", "request": {"paths": ["/p.S/Delete", "/q.T/Get"]}}"#, "+--+"),
        ("", r#"{"NAME": "a", "Request": {"Paths": ["/q.T/Get"]}}"#, "---+"),
        // Rules of one name: the last one counts.
        (
            "",
            r#"{"name": "a", "request": {"paths": ["/p.S/Get"]}}, {"name": "a", "request": {"paths": ["/q.T/Get"]}}"#,
            "---+",
        ),
        (
            r#"{"name": "a", "request": {"paths": ["/p.S/Get"]}}, {"name": "a", "request": {"paths": ["/q.T/Get"]}}"#,
            r#"{"name": "a"}"#,
            "+++-",
        ),
        (r#"{"name": "d", "request": {"paths": ["/p.S/Get"]}}"#, r#"{"name": "a"}"#, "+-++"),
        (r#"{"name": "d", "request": {"paths": ["/p.S/Gte"]}}"#, r#"{"name": "a"}"#, "++++"),
        (r#"{"name": "d"}"#, r#"{"name": "a"}"#, "----"),
        // The caller has no certificate, and sends no headers.
        ("", r#"{"name": "a", "source": {"principals": ["*"]}}"#, "----"),
        ("", r#"{"name": "a", "source": {"principals": [""]}}"#, "----"),
        ("", r#"{"name": "a", "request": {"headers": [{"key": "x", "values": ["y"]}]}}"#, "----"),
        (r#"{"name": "d", "source": {"principals": ["*"]}}"#, r#"{"name": "a"}"#, "++++"),
    ];

    #[test]
    fn decisions_are_those_of_a_server() {
        for (deny, allow, decisions) in POLICIES {
            let text = format!(r#"{{"name": "p", "deny_rules": [{deny}], "allow_rules": [{allow}]}}"#);
            let data = parse(Language::Json, &*text);
            assert_eq!(data.problems, [], "{text}");
            let mut objects = Vec::new();
            (KIND.read)(&Source { path: "policy.json", data: &data }, &mut objects);
            let [Object::Access(policy)] = &objects[..] else { panic!("{text}") };
            let decided: String =
                CALLS.iter().map(|path| if policy.allows(path) { '+' } else { '-' }).collect();
            assert_eq!(decided, *decisions, "{text}");
        }
    }
}
