//! Policies that gRPC servers refuse.

use super::parts::of_grpc;
use crate::context::Findings;
use crate::deployed::authz_policy::value;
use crate::deployed::{AccessKind, DeployedContext, Object, has_holes};
use crate::deployment::references::{near_word, safe_fix};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::{Entry, Kind, Node, Span, edit};

pub static RULE: Room = Room {
    id: "AUTHZ_INVALID",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("invalid.md"),
    options: &[],
    check: Check::Deployed(check),
};

/// Type of a value in a policy.
enum Shape {
    Text,
    Flag,
    /// Table whose keys nobody checks.
    Free,
    List(&'static Shape),
    Table(&'static [(&'static str, Shape)]),
}

static POLICY: Shape = Shape::Table(&[
    ("name", Shape::Text),
    ("deny_rules", Shape::List(&RULE_SHAPE)),
    ("allow_rules", Shape::List(&RULE_SHAPE)),
    (
        "audit_logging_options",
        Shape::Table(&[
            ("audit_condition", Shape::Text),
            (
                "audit_loggers",
                Shape::List(&Shape::Table(&[
                    ("name", Shape::Text),
                    ("config", Shape::Free),
                    ("is_optional", Shape::Flag),
                ])),
            ),
        ]),
    ),
]);

static RULE_SHAPE: Shape = Shape::Table(&[
    ("name", Shape::Text),
    ("source", Shape::Table(&[("principals", Shape::List(&Shape::Text))])),
    (
        "request",
        Shape::Table(&[
            ("paths", Shape::List(&Shape::Text)),
            (
                "headers",
                Shape::List(&Shape::Table(&[("key", Shape::Text), ("values", Shape::List(&Shape::Text))])),
            ),
        ]),
    ),
]);

const CONDITIONS: &[&str] = &["", "NONE", "ON_DENY", "ON_ALLOW", "ON_DENY_AND_ALLOW"];

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let is_of_grpc =
        |object: &Object<'_>| matches!(object, Object::Access(access) if access.kind == AccessKind::Grpc);
    if cx.file.objects.iter().any(is_of_grpc) && !has_holes(cx.file.data) {
        check_syntax(cx.file.data.root(), cx, out);
    }
    for access in of_grpc(cx.file.accesses()) {
        let root = access.root;
        check_shape(root, &POLICY, "the policy", cx, out);
        check_name(root, "the policy", cx, out);
        let has_rule = value(root, "allow_rules").is_some_and(|rules| !rules.items().is_empty());
        if !has_rule && !access.is_open {
            let place = key(root, "allow_rules").map_or(start(root), |entry| entry.key_span);
            let finding = cx.finding(place, "the policy has no allow rule, so servers refuse it");
            out.push(finding.help("add a rule to `allow_rules`"));
        }
        for list in ["deny_rules", "allow_rules"] {
            let rules = value(root, list).map_or(&[][..], Node::items);
            rules.iter().for_each(|rule| check_name(rule, "the rule", cx, out));
        }
        let audit = value(root, "audit_logging_options").and_then(|audit| value(audit, "audit_condition"));
        if let Some((node, word)) = audit.and_then(|node| Some((node, node.text()?)))
            && !CONDITIONS.contains(&word)
        {
            let finding = cx.finding(node.span, format!("`{word}` is no condition of audit logging"));
            out.push(finding.help("write `NONE`, `ON_DENY`, `ON_ALLOW` or `ON_DENY_AND_ALLOW`"));
        }
    }
}

/// The first bracket of a table.
fn start(node: &Node) -> Span {
    Span::new(node.span.start, node.span.end.min(node.span.start + 1))
}

fn key<'d>(table: &'d Node, name: &str) -> Option<&'d Entry> {
    table.entries().iter().find(|entry| entry.key.eq_ignore_ascii_case(name))
}

fn check_syntax(root: &Node, cx: &DeployedContext<'_>, out: &mut Findings) {
    let data = cx.file.data;
    if data.text.starts_with('\u{feff}') {
        let finding =
            cx.finding(Span::new(0, 3), "the file begins with a byte order mark, which JSON does not allow");
        let fix =
            cx.fix_parts("remove the byte order mark", Safety::Safe, vec![(Span::new(0, 3), String::new())]);
        out.push(finding.help("remove the byte order mark").fix(fix));
    }
    for problem in &data.problems {
        // Servers read one value.
        if problem.span.start >= root.span.end && root.span.end > 0 {
            continue;
        }
        let mut finding = cx.finding(problem.span, problem.message.clone()).help(problem.help.clone());
        // Go reads the last of equal keys, C++ refuses them.
        if problem.message.starts_with("duplicate key") && finding.severity == Severity::Error {
            finding.severity = Severity::Warning;
        }
        out.push(finding);
    }
}

fn check_name(table: &Node, owner: &str, cx: &DeployedContext<'_>, out: &mut Findings) {
    if !matches!(table.kind(), Kind::Table | Kind::Null) {
        return;
    }
    let place = match value(table, "name") {
        Some(name) if name.text().is_none_or(|text| !text.is_empty()) => return,
        Some(name) => name.span,
        None if table.is_null() => table.span,
        None => start(table),
    };
    out.push(cx.finding(place, format!("{owner} has no name, so servers refuse it")).help("add a `name`"));
}

fn check_shape(node: &Node, shape: &Shape, what: &str, cx: &DeployedContext<'_>, out: &mut Findings) {
    // Servers read null as nothing.
    if node.is_null() {
        return;
    }
    let (kind, expected) = match shape {
        Shape::Text => (Kind::Text, "a string"),
        Shape::Flag => (Kind::Flag, "true or false"),
        Shape::List(_) => (Kind::List, "a list"),
        Shape::Free | Shape::Table(_) => (Kind::Table, "a table"),
    };
    if node.kind() != kind {
        let finding = cx.finding(node.span, format!("{what} should be {expected}"));
        out.push(finding.help(format!("write {expected}")));
        return;
    }
    match shape {
        Shape::List(item) => {
            node.items().iter().for_each(|node| check_shape(node, item, "the item", cx, out))
        }
        Shape::Table(known) => node.entries().iter().for_each(|entry| check_entry(entry, known, cx, out)),
        Shape::Text | Shape::Flag | Shape::Free => {}
    }
}

fn check_entry(entry: &Entry, known: &[(&str, Shape)], cx: &DeployedContext<'_>, out: &mut Findings) {
    if let Some((name, shape)) = known.iter().find(|(name, _)| entry.key.eq_ignore_ascii_case(name)) {
        check_shape(&entry.value, shape, &format!("`{name}`"), cx, out);
        return;
    }
    let finding =
        cx.finding(entry.key_span, format!("no policy has the key `{}`, so servers refuse it", entry.key));
    let Some(near) = near_word(&entry.key, known.iter().map(|(name, _)| *name), cx) else {
        let names: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
        out.push(finding.help(format!("use one of {}", names.join(", "))));
        return;
    };
    let fix = safe_fix(format!("rename to `{near}`"), |file| edit::rename_key(file, entry, &near), cx);
    out.push(finding.help(format!("did you mean `{near}`?")).fix(fix));
}
