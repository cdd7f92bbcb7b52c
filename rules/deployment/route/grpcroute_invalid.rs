//! GRPCRoutes that Kubernetes refuses.

use super::gateway_shape::{FILTERS, Field, MIRROR_BACKEND, ROUTE, Shape};
use crate::context::Findings;
use crate::deployed::{DeployedContext, RouteKind, has_holes, is_identifier};
use crate::deployment::references::{near_word, set_text};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Severity};
use protune_data::{Entry, Kind, Node, Span};

pub static RULE: Room = Room {
    id: "ROUTE_GRPCROUTE_INVALID",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("grpcroute_invalid.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Number of matches that all rules of a route can have together.
const MAX_MATCHES: usize = 128;

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    // The values of a template are not known.
    if has_holes(cx.file.data) {
        return;
    }
    let is_v1 =
        |root: &&Node| root.get("apiVersion").and_then(Node::text) == Some("gateway.networking.k8s.io/v1");
    let routes = cx.file.routes().filter(|routes| routes.kind == RouteKind::GrpcRoute);
    for root in routes.map(|routes| routes.root).filter(is_v1) {
        let mut report =
            |span, message: String, help: &str| out.push(cx.finding(span, message).help(help.to_owned()));
        check_shape(root, &ROUTE, start(root), "", &mut report, cx);
        let Some(spec) = root.get("spec") else { continue };
        check_parents(items(spec, "parentRefs"), &mut report);
        let rules = items(spec, "rules");
        let matches: usize = rules.iter().map(|rule| items(rule, "matches").len()).sum();
        if matches > MAX_MATCHES {
            let place = spec.entry("rules").map_or(spec.span, |entry| entry.key_span);
            let message = format!("the rules have {matches} matches together, and {MAX_MATCHES} are allowed");
            report(place, message, "distribute the rules to several routes");
        }
        // What an alias repeats is reported where it is written.
        for rule in rules.iter().filter(|rule| !rule.is_alias()) {
            check_rule(rule, cx, out);
        }
    }
}

type Report<'r> = &'r mut dyn FnMut(Span, String, &str);

fn items<'d>(table: &'d Node, key: &str) -> &'d [Node] {
    table.get(key).map_or(&[], Node::items)
}

/// Place of findings about a table: its first key.
fn start(node: &Node) -> Span {
    let is_block = |entry: &Entry| entry.key_span.start == node.span.start;
    match node.entries().first().filter(|entry| is_block(entry)) {
        Some(first) => first.key_span,
        None => node.span,
    }
}

fn check_shape(
    node: &Node,
    shape: &Shape,
    place: Span,
    name: &str,
    report: Report<'_>,
    cx: &DeployedContext<'_>,
) {
    if node.is_alias() {
        return;
    }
    let expected = match shape {
        Shape::Free => return,
        Shape::Text { .. } | Shape::OneOf(_) => (Kind::Text, "a string"),
        Shape::Integer { .. } => (Kind::Integer, "an integer"),
        Shape::List { .. } => (Kind::List, "a list"),
        Shape::Table(_) => (Kind::Table, "a table"),
    };
    if node.kind() != expected.0 {
        let help =
            if expected.0 == Kind::Text { "put the text in quotes" } else { "write a value of this type" };
        report(place, format!("`{name}` should be {}", expected.1), help);
        return;
    }
    let text = node.text().unwrap_or_default();
    match shape {
        Shape::Free => {}
        Shape::Text { least, most, form } => {
            let len = text.chars().count();
            if len < *least {
                report(place, format!("`{name}` should not be empty"), "write a value");
            } else if len > *most {
                report(
                    place,
                    format!("`{name}` has {len} characters, and {most} are allowed"),
                    "shorten the value",
                );
            } else if !(form.fits)(text) {
                report(place, format!("`{text}` is not {}", form.name), "write another value");
            }
        }
        Shape::Integer { least, most } => {
            if node.integer().is_none_or(|value| value < *least || value > *most) {
                report(
                    place,
                    format!("`{name}` should be between {least} and {most}"),
                    "write another number",
                );
            }
        }
        Shape::OneOf(known) => {
            if !known.contains(&text) {
                let near = near_word(text, known.iter().copied(), cx);
                let help = near.map_or_else(
                    || format!("use one of {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                report(place, format!("`{name}` cannot be `{text}`"), &help);
            }
        }
        Shape::List { most, item } => {
            let len = node.items().len();
            if len > *most {
                report(
                    node.key_span.unwrap_or(place),
                    format!("`{name}` has {len} items, and {most} are allowed"),
                    "remove items, or use several routes",
                );
            }
            node.items().iter().for_each(|node| check_shape(node, item, start(node), name, report, cx));
        }
        Shape::Table(fields) => check_table(node, fields, place, shape, report, cx),
    }
}

fn check_table(
    node: &Node,
    fields: &[Field],
    place: Span,
    shape: &Shape,
    report: Report<'_>,
    cx: &DeployedContext<'_>,
) {
    for field in fields.iter().filter(|field| field.is_required && node.entry(field.name).is_none()) {
        report(place, format!("the field `{}` is missing", field.name), "add the field");
    }
    for entry in node.entries() {
        let Some(field) = fields.iter().find(|field| *field.name == *entry.key) else {
            let near = near_word(&entry.key, fields.iter().map(|field| field.name), cx);
            let help =
                near.map_or_else(|| "remove the field".to_owned(), |near| format!("did you mean `{near}`?"));
            report(entry.key_span, format!("a GRPCRoute has no field `{}` here", entry.key), &help);
            continue;
        };
        let value = if entry.value.span.is_empty() { entry.key_span } else { entry.value.span };
        let place = if entry.value.entries().is_empty() { value } else { entry.key_span };
        check_shape(&entry.value, field.shape, place, field.name, report, cx);
    }
    if std::ptr::eq(shape, &MIRROR_BACKEND) {
        check_port(node, place, report);
    }
}

/// A Service needs a port.
fn check_port(node: &Node, place: Span, report: Report<'_>) {
    let is = |key, expected| node.entry(key).is_none_or(|entry| entry.value.text() == Some(expected));
    if is("group", "") && is("kind", "Service") && node.entry("port").is_none() {
        report(place, "a reference to a Service has no `port`".to_owned(), "add the port of the Service");
    }
}

fn check_parents(parents: &[Node], report: Report<'_>) {
    let text = |parent: &Node, key: &str| parent.get(key).and_then(Node::text).unwrap_or_default().to_owned();
    let mut seen: Vec<[String; 6]> = Vec::new();
    // More than the shape allows are reported already.
    for parent in parents.iter().take(32) {
        let or = |value: String, default: &str| if value.is_empty() { default.to_owned() } else { value };
        let group = or(text(parent, "group"), "gateway.networking.k8s.io");
        let kind = or(text(parent, "kind"), "Gateway");
        let target = [group, kind, text(parent, "name"), text(parent, "namespace")];
        let [group, kind, name, namespace] = target;
        let key = [group, kind, name, namespace, text(parent, "sectionName"), text(parent, "port")];
        if seen.contains(&key) {
            report(
                start(parent),
                "the route has this parent twice".to_owned(),
                "remove it, or give each a `sectionName`",
            );
        } else if seen.iter().any(|other| {
            other[..4] == key[..4]
                && (other[4].is_empty() != key[4].is_empty() || other[5].is_empty() != key[5].is_empty())
        }) {
            report(
                start(parent),
                "another reference to this parent has no `sectionName`".to_owned(),
                "give each a `sectionName`",
            );
        }
        seen.push(key);
    }
}

fn check_rule(rule: &Node, cx: &DeployedContext<'_>, out: &mut Findings) {
    check_filters(rule, cx, out);
    for backend in items(rule, "backendRefs").iter().filter(|backend| !backend.is_alias()) {
        let mut report =
            |span, message: String, help: &str| out.push(cx.finding(span, message).help(help.to_owned()));
        check_port(backend, start(backend), &mut report);
        check_filters(backend, cx, out);
    }
    for method in
        items(rule, "matches").iter().filter(|node| !node.is_alias()).filter_map(|node| node.get("method"))
    {
        if method.kind() == Kind::Table && !method.is_alias() {
            check_method(method, cx, out);
        }
    }
}

fn check_filters(owner: &Node, cx: &DeployedContext<'_>, out: &mut Findings) {
    let mut seen: Vec<&str> = Vec::new();
    for filter in items(owner, "filters") {
        let kind = filter.get("type").and_then(Node::text).unwrap_or_default();
        let place = filter.get("type").map_or(start(filter), |node| node.span);
        if kind.ends_with("HeaderModifier") && seen.contains(&kind) {
            out.push(
                cx.finding(
                    if filter.is_alias() { filter.span } else { place },
                    format!("a second filter has the type `{kind}`"),
                )
                .help("merge the filters"),
            );
        }
        seen.push(kind);
        if filter.is_alias() || !FILTERS.iter().any(|(known, _)| *known == kind) {
            continue;
        }
        for (of, field) in FILTERS {
            let has = filter.entry(field).is_some();
            if *of == kind && !has {
                out.push(
                    cx.finding(place, format!("the filter has no `{field}`"))
                        .help("add the field of its type"),
                );
            } else if *of != kind && has {
                let message = format!("a filter of the type `{kind}` cannot have `{field}`");
                let entry = filter.entry(field).map_or(place, |entry| entry.key_span);
                out.push(
                    cx.finding(entry, message).help(format!("set the type to `{of}`, or remove the field")),
                );
            }
        }
        if let Some(mirror) = filter.get("requestMirror") {
            check_mirror(mirror, cx, out);
        }
    }
}

fn check_mirror(mirror: &Node, cx: &DeployedContext<'_>, out: &mut Findings) {
    if let (Some(percent), Some(_)) = (mirror.entry("percent"), mirror.entry("fraction")) {
        let finding = cx.finding(percent.key_span, "a mirror cannot have both `percent` and `fraction`");
        out.push(finding.help("remove one of them"));
    }
    let Some(fraction) = mirror.get("fraction") else { return };
    let number = |key: &str, default| fraction.get(key).map_or(Some(default), Node::integer);
    if let (Some(part), Some(whole)) = (number("numerator", 0), number("denominator", 100))
        && part > whole
    {
        let finding =
            cx.finding(start(fraction), "the numerator of the fraction is greater than its denominator");
        out.push(finding.help("write a fraction of at most one"));
    }
}

fn check_method(method: &Node, cx: &DeployedContext<'_>, out: &mut Findings) {
    let (service, name) = (method.entry("service"), method.entry("method"));
    if service.is_none() && name.is_none() {
        let place = method.key_span.filter(|_| method.entries().is_empty()).unwrap_or(start(method));
        out.push(cx.finding(place, "the match names neither a service nor a method").help("add a `service`"));
    }
    // Only names are restricted, expressions are not.
    if method.entry("type").is_some_and(|kind| kind.value.text() != Some("Exact")) {
        return;
    }
    let is_service = |name: &str| name.strip_prefix('.').unwrap_or(name).split('.').all(is_identifier);
    let full_name = "use the full name of a service: its package, a dot and its name";
    let simple = "use the name of a method without its service";
    out.extend(service.and_then(|entry| named(&entry.value, is_service, "a service", full_name, cx)));
    out.extend(name.and_then(|entry| named(&entry.value, is_identifier, "a method", simple, cx)));
}

/// The finding about a value that cannot be a name.
fn named(
    node: &Node,
    fits: impl Fn(&str) -> bool,
    what: &str,
    help: &str,
    cx: &DeployedContext<'_>,
) -> Option<Diagnostic> {
    let text = node.text().filter(|text| node.kind() == Kind::Text && !fits(text))?;
    let place = if node.span.is_empty() { node.key_span? } else { node.span };
    let finding = cx.finding(place, format!("`{text}` cannot be the name of {what}"));
    let trimmed = text.trim_matches('/');
    if trimmed == text || !fits(trimmed) {
        return Some(finding.help(help.to_owned()));
    }
    let fix = set_text("remove the slash", node, trimmed, cx);
    Some(finding.help(format!("did you mean `{trimmed}`?")).fix(fix))
}
