//! Configuration files that name services and methods which a change removed or renamed.

use crate::context::Findings;
use crate::contracts;
use crate::deployed::endpoints::{self, Item, Part};
use crate::deployed::{
    AccessKind, AccessRule, Calls, DeployedChangeContext, Effect, Fate, MethodConfig, Name, Ref, Route,
    pattern::Pattern, split,
};
use crate::google::http;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Safety, Severity};
use protune_data::{Node, Span, edit};
use rustc_hash::FxHashSet;

pub static RULE: Room = Room {
    id: "CONFIG_BROKEN_BY_CHANGE",
    wing: Wing::Breaking,
    categories: &["FILE", "PACKAGE", "WIRE_JSON", "WIRE"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("config_broken_by_change.md"),
    options: &[],
    check: Check::DeployedChange(check),
};

fn check(cx: &DeployedChangeContext<'_>, out: &mut Findings) {
    let file = cx.of_file.file;
    for entry in file.service_configs().flat_map(|config| &config.methods) {
        out.extend(entry.names.iter().filter_map(|name| of_name(cx, entry, name)));
    }
    for service in file.api_services() {
        out.extend(service.apis.iter().filter_map(|node| of_api(cx, node)));
        out.extend(service.items.iter().flat_map(|item| of_selector(cx, item)));
    }
    for access in file.accesses() {
        out.extend(access.refs().filter_map(|(rule, path)| of_access(cx, access.kind, rule, path)));
    }
    let routes =
        file.routes().flat_map(|routes| routes.routes.iter().map(move |route| (routes.calls(), route)));
    let (grpc, http): (Vec<_>, Vec<_>) =
        routes.partition(|(calls, route)| *calls == Calls::Grpc || was_of_grpc(cx, &route.reference));
    for (_, route) in grpc {
        out.extend(of_reference(cx, &route.reference, |_| "the route matches no call".to_owned()));
    }
    if !http.is_empty() {
        let gone = gone_templates(cx);
        out.extend(http.into_iter().filter_map(|(_, route)| of_http_route(cx, route, &gone)));
    }
}

/// A name in a service config whose service or method is gone.
fn of_name(cx: &DeployedChangeContext<'_>, entry: &MethodConfig<'_>, name: &Name<'_>) -> Option<Diagnostic> {
    let (service, method) = (name.service?, name.method);
    let of = service.text()?;
    let loses = losses(entry.node);
    match method.and_then(|method| Some((method, method.text()?))) {
        None => {
            let fate = cx.change.of_service(of);
            let new = if let Fate::Renamed(new) = fate { Some(new) } else { None };
            let finding = broken(cx, service.span, fate, &format!("service `{of}`"), new, &loses)?;
            Some(renaming(cx, finding, &[(service, new)]))
        }
        Some((method, text)) => {
            let fate = cx.change.of_method(&format!("/{of}/{text}"));
            let new = if let Fate::Renamed(new) = fate { split(new) } else { None };
            let shown = new.map(|(service, method)| format!("{service}.{method}"));
            let finding =
                broken(cx, method.span, fate, &format!("RPC `{of}.{text}`"), shown.as_deref(), &loses)?;
            Some(renaming(cx, finding, &[(service, new.map(|new| new.0)), (method, new.map(|new| new.1))]))
        }
    }
}

/// Settings that calls lose without an entry of a service config.
fn losses(entry: &Node) -> String {
    const SETTINGS: &[(&str, &str)] = &[
        ("timeout", "the timeout"),
        ("retryPolicy", "the retries"),
        ("hedgingPolicy", "the hedging"),
        ("waitForReady", "`waitForReady`"),
        ("maxRequestMessageBytes", "the limit of requests"),
        ("maxResponseMessageBytes", "the limit of responses"),
    ];
    let set = SETTINGS.iter().filter(|(key, _)| entry.get(key).is_some()).map(|&(_, what)| what);
    let set: Vec<&str> = set.collect();
    match set.split_last() {
        None => "the entry applies to nothing".to_owned(),
        Some((last, [])) => format!("calls lose {last}"),
        Some((last, rest)) => format!("calls lose {} and {last}", rest.join(", ")),
    }
}

/// A service below `apis` that is gone.
fn of_api(cx: &DeployedChangeContext<'_>, node: &Node) -> Option<Diagnostic> {
    let name = node.text()?;
    let fate = cx.change.of_service(name);
    let new = if let Fate::Renamed(new) = fate { Some(new) } else { None };
    let finding = broken(cx, node.span, fate, &format!("service `{name}`"), new, "the API lacks it")?;
    Some(renaming(cx, finding, &[(node, new)]))
}

/// Names in a selector of an API configuration that are gone.
fn of_selector(cx: &DeployedChangeContext<'_>, item: &Item<'_>) -> Vec<Diagnostic> {
    let Some((selector, text)) = item.selector.and_then(|node| Some((node, node.text()?))) else {
        return Vec::new();
    };
    let effect = format!("the rule of `{}` no longer selects it", item.section.name());
    let of_part = |part: &Part<'_>| {
        let endpoints::Pattern::Exact(name) = part.pattern else { return None };
        let path = name.rsplit_once('.').map(|(service, method)| format!("/{service}/{method}"));
        let (fate, what) = match cx.change.of_service(name) {
            Fate::Unknown => (cx.change.of_method(&path?), format!("RPC `{name}`")),
            fate => (fate, format!("service `{name}`")),
        };
        let new = if let Fate::Renamed(new) = fate { Some(dotted(new)) } else { None };
        let span = cx.of_file.file.data.within(selector, part.range.clone());
        let finding = broken(cx, span, fate, &what, new.as_deref(), &effect)?;
        let renamed = new.map(|new| [&text[..part.range.start], &new, &text[part.range.end..]].concat());
        Some(renaming(cx, finding, &[(selector, renamed.as_deref())]))
    };
    item.parts.iter().filter_map(of_part).collect()
}

/// The full name of a service or method, given the name or the path.
fn dotted(name: &str) -> String {
    split(name).map_or(name.to_owned(), |(service, method)| format!("{service}.{method}"))
}

/// A reference of a policy whose methods are gone.
fn of_access(
    cx: &DeployedChangeContext<'_>,
    kind: AccessKind,
    rule: &AccessRule<'_>,
    path: &Ref<'_>,
) -> Option<Diagnostic> {
    let is_exception = rule.except.iter().any(|other| std::ptr::eq(other, path));
    of_reference(cx, path, |new| {
        let calls = new.map_or("the calls".to_owned(), |new| format!("calls of `{new}`"));
        match (rule.effect, kind) {
            _ if is_exception => "the exception applies to nothing".to_owned(),
            (Effect::Deny, _) => format!("{calls} are no longer denied by this rule"),
            (Effect::Allow, _) => format!("{calls} are no longer allowed by this rule"),
            (Effect::Demand, _) => format!("{calls} need no token by this rule"),
            (Effect::Other, _) => "the rule applies to nothing".to_owned(),
        }
    })
}

/// A reference that selected methods of the old side, and selects none of the new one. `effect` says what follows, given
/// the new name.
fn of_reference(
    cx: &DeployedChangeContext<'_>,
    reference: &Ref<'_>,
    effect: impl Fn(Option<&str>) -> String,
) -> Option<Diagnostic> {
    let is_empty = reference.selected(&cx.of_file.deployment.services).is_empty();
    if !is_empty || !was_of_grpc(cx, reference) {
        return None;
    }
    let Some(named) = reference.pattern.named() else {
        let text = reference.node.text().unwrap_or_default();
        let message = format!("the RPCs that `{text}` matches are gone: {}", effect(None));
        let finding = cx.of_file.finding(reference.node.span, message);
        return Some(
            contracts::Change::CallDeleted.effects().tell(finding, "change the pattern, or remove it"),
        );
    };
    let (fate, what) = match named.is_whole {
        true => {
            let path = format!("/{}/{}", named.service, named.method);
            (cx.change.of_method(&path), format!("RPC `{}.{}`", named.service, named.method))
        }
        false => (cx.change.of_service(named.service), format!("service `{}`", named.service)),
    };
    let new = if let Fate::Renamed(new) = fate { Some(new) } else { None };
    let shown = new.map(dotted);
    let finding = broken(cx, reference.node.span, fate, &what, shown.as_deref(), &effect(shown.as_deref()))?;
    let (service, method) = match new.and_then(split) {
        Some((service, method)) => (Some(service), Some(method)),
        None => (new, None),
    };
    if let Some(node) = reference.method {
        return Some(renaming(cx, finding, &[(reference.node, service), (node, method)]));
    }
    // The whole path, or the service in it.
    let text = reference.node.text()?;
    let renamed = match (service, method) {
        (Some(service), Some(method)) => {
            let old = format!("{}/{}", named.service, named.method);
            text.contains(&old).then(|| text.replacen(&old, &format!("{service}/{method}"), 1))
        }
        (Some(service), None) => {
            text.contains(named.service).then(|| text.replacen(named.service, service, 1))
        }
        _ => None,
    };
    Some(renaming(cx, finding, &[(reference.node, renamed.as_deref())]))
}

/// Returns whether a reference selected methods of the old side.
fn was_of_grpc(cx: &DeployedChangeContext<'_>, reference: &Ref<'_>) -> bool {
    !matches!(reference.pattern, Pattern::All) && !reference.pattern.select(&cx.change.before).is_empty()
}

fn broken(
    cx: &DeployedChangeContext<'_>,
    span: Span,
    fate: Fate<'_>,
    what: &str,
    new: Option<&str>,
    effect: &str,
) -> Option<Diagnostic> {
    let (change, happened) = match (fate, new) {
        (Fate::Renamed(_), Some(new)) => (contracts::Change::CallPath, format!("is `{new}` now")),
        (Fate::Deleted, _) => (contracts::Change::CallDeleted, "was deleted".to_owned()),
        _ => return None,
    };
    let finding = cx.of_file.finding(span, format!("{what} {happened}: {effect}"));
    let advice = if new.is_some() { "use the new name" } else { "remove the name, or restore what it names" };
    Some(change.effects().tell(finding, advice))
}

/// A finding with the fix that sets values to new texts, if all are known.
fn renaming(
    cx: &DeployedChangeContext<'_>,
    finding: Diagnostic,
    new: &[(&Node, Option<&str>)],
) -> Diagnostic {
    let is_changed = |&&(node, new): &&(&Node, Option<&str>)| node.text() != new;
    let edit = |&(node, new): &(&Node, Option<&str>)| {
        let edit = cx.of_file.try_edit(|file| edit::set_text(file, node, new?))?;
        Some((edit.span, edit.text))
    };
    let edits: Option<Vec<_>> = new.iter().filter(is_changed).map(edit).collect();
    match edits {
        Some(edits) if !edits.is_empty() => {
            finding.fix(cx.of_file.fix_parts("use the new name", Safety::Safe, edits))
        }
        _ => finding,
    }
}

/// A path of an HTTP binding that no RPC has any more, with the name of the RPC that had it.
struct Gone {
    rpc: String,
    route: String,
    /// A path that the template accepts.
    example: String,
}

/// Templates of HTTP bindings that only the old side has.
fn gone_templates(cx: &DeployedChangeContext<'_>) -> Vec<Gone> {
    let after = cx.of_file.deployment.services.methods().iter();
    let kept: FxHashSet<&str> = after
        .flat_map(|method| http::bindings(method.view))
        .filter_map(|binding| Some(binding.path?.text))
        .collect();
    let mut gone = Vec::new();
    for method in cx.change.before.methods() {
        for binding in http::bindings(method.view) {
            if let Some(path) = binding.path.filter(|path| !kept.contains(path.text)) {
                let rpc = method.path.trim_start_matches('/').replace('/', ".");
                gone.push(Gone { rpc, route: binding.route(), example: example(path.text) });
            }
        }
    }
    gone
}

/// A path that a template accepts: each variable and wildcard is a word.
fn example(template: &str) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((literal, variable)) = rest.split_once('{') {
        out.push_str(literal);
        let (variable, after) = variable.split_once('}').unwrap_or((variable, ""));
        out.push_str(variable.split_once('=').map_or("*", |(_, segments)| segments));
        rest = after;
    }
    out.push_str(rest);
    out.replace("**", "x").replace('*', "x")
}

/// A route for a path of HTTP that was bound to an RPC, and no longer is.
fn of_http_route(cx: &DeployedChangeContext<'_>, route: &Route<'_>, gone: &[Gone]) -> Option<Diagnostic> {
    let reference = &route.reference;
    let Pattern::Path(text) = &reference.pattern else { return None };
    if text.beginning().len() <= 1 {
        return None;
    }
    let lost = gone.iter().find(|gone| text.matches(&gone.example))?;
    let after = cx.of_file.deployment.services.methods().iter();
    let mut bound = after.flat_map(|method| http::bindings(method.view)).filter_map(|binding| binding.path);
    if bound.any(|path| text.matches(&example(path.text))) {
        return None;
    }
    let message = format!(
        "the HTTP binding `{}` of RPC `{}` is gone: no RPC answers what the route matches",
        lost.route, lost.rpc
    );
    let finding = cx.of_file.finding(reference.node.span, message);
    Some(contracts::Change::HttpBinding.effects().tell(finding, "change the path, or remove the route"))
}
