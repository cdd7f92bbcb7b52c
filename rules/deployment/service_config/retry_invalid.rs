//! Retry policies that clients refuse.

use super::refusal::{ALL, refused};
use crate::context::Findings;
use crate::deployed::{DeployedContext, Duration, code, codes};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Safety, Severity};
use protune_compiler::near::nearest;
use protune_data::{Entry, Kind, Node, edit};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_RETRY_INVALID",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("retry_invalid.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let entries = cx.file.service_configs().flat_map(|config| &config.methods);
    for policy in entries.filter_map(|entry| entry.retry) {
        if policy.value.kind() == Kind::Table {
            out.extend(attempts(cx, policy));
            out.extend(
                ["initialBackoff", "maxBackoff"].into_iter().filter_map(|key| backoff(cx, policy, key)),
            );
            out.extend(multiplier(cx, policy));
            status_codes(cx, policy, out);
        }
    }
}

fn missing(cx: &DeployedContext<'_>, policy: &Entry, key: &str) -> Diagnostic {
    cx.finding(policy.key_span, refused(&format!("`retryPolicy` has no `{key}`"), ALL))
}

fn attempts(cx: &DeployedContext<'_>, policy: &Entry) -> Option<Diagnostic> {
    let Some(node) = policy.value.get("maxAttempts") else {
        let insert = || {
            let first = policy.value.entries().first()?;
            cx.try_edit(|file| edit::insert_after(file, &first.value, "maxAttempts", "3"))
        };
        let fix = cx.fix("add `\"maxAttempts\": 3`, which turns retries on", Safety::Unsafe, insert());
        let help = "set the number of attempts, the first one included: from 2 to 5";
        return Some(missing(cx, policy, "maxAttempts").help(help).fix(fix));
    };
    let number = node.integer();
    if number.is_some_and(|number| (2..=MOST_ATTEMPTS).contains(&number)) {
        return None;
    }
    let quoted = node.text().and_then(whole);
    let (problem, clients) = match (node.kind(), node.number()) {
        (Kind::Text, _) if quoted.is_some() => ("a number, not text", "Go, Java and Node"),
        (Kind::Integer, _) if number.is_none_or(|number| number > MOST_ATTEMPTS) => ("at most 5", "C-core"),
        (Kind::Float, Some(float)) if float.fract() == 0.0 && float >= 2.0 => {
            ("written without a fraction", "C-core and Go")
        }
        _ => ("a whole number of at least 2", ALL),
    };
    let float = node.number().filter(|float| float.fract() == 0.0 && *float >= 2.0 && *float <= 1e9);
    let number = quoted.or(float.map(|float| float as i128)).map(|number| number.to_string());
    let fix = number
        .map(|number| cx.fix_parts(format!("write `{number}`"), Safety::Safe, vec![(node.span, number)]));
    Some(cx.finding(node.span, refused(&format!("`maxAttempts` should be {problem}"), clients)).fix(fix))
}

const MOST_ATTEMPTS: i128 = i32::MAX as i128;

/// Number of attempts that C-core reads in a text.
fn whole(text: &str) -> Option<i128> {
    text.trim().parse().ok().filter(|number| (2..=MOST_ATTEMPTS).contains(number))
}

fn backoff(cx: &DeployedContext<'_>, policy: &Entry, key: &str) -> Option<Diagnostic> {
    let Some(node) = policy.value.get(key) else { return Some(missing(cx, policy, key)) };
    let duration = Duration::parse(node.text()?).filter(|duration| duration.is_below_a_millisecond())?;
    let clients = if duration.is_zero() { "C-core, Go and Java" } else { "C-core" };
    Some(cx.finding(node.span, refused(&format!("`{key}` should be at least `\"0.001s\"`"), clients)))
}

fn multiplier(cx: &DeployedContext<'_>, policy: &Entry) -> Option<Diagnostic> {
    let Some(node) = policy.value.get("backoffMultiplier") else {
        return Some(missing(cx, policy, "backoffMultiplier"));
    };
    // C-core reads it with the precision of `float`.
    let is_positive = |number: f64| number as f32 > 0.0;
    if node.number().is_some_and(is_positive) {
        return None;
    }
    let quoted = node.text().filter(|text| text.trim().parse().is_ok_and(is_positive));
    let (problem, clients) = match quoted {
        Some(_) => ("a number, not text", "Go, Java and Node"),
        None if node.number().is_some_and(|number| number > 0.0) => ("larger", "C-core"),
        None => ("a number above 0", ALL),
    };
    let is_json = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    let fix = quoted
        .filter(is_json)
        .map(|text| cx.fix_parts("remove the quotes", Safety::Safe, vec![(node.span, text.to_owned())]));
    Some(
        cx.finding(node.span, refused(&format!("`backoffMultiplier` should be {problem}"), clients)).fix(fix),
    )
}

fn status_codes(cx: &DeployedContext<'_>, policy: &Entry, out: &mut Findings) {
    const KEY: &str = "retryableStatusCodes";
    let Some(node) = policy.value.get(KEY) else { return out.push(missing(cx, policy, KEY)) };
    if node.kind() != Kind::List {
        return out.push(cx.finding(node.span, refused(&format!("`{KEY}` should be a list"), ALL)));
    }
    if node.items().is_empty() {
        return out.push(cx.finding(node.span, refused(&format!("`{KEY}` should have a code"), ALL)));
    }
    out.extend(node.items().iter().filter_map(|item| status_code(cx, item)));
}

fn status_code(cx: &DeployedContext<'_>, item: &Node) -> Option<Diagnostic> {
    let text = item.text();
    let known = code(item);
    if text.is_some() && known == text {
        return None;
    }
    let (problem, clients) = match (known, text) {
        (Some(known), Some(text)) => {
            (format!("the status code `{text}` should be written `{known}`"), "C-core, Go and Java")
        }
        (Some(known), None) => (format!("the status code should be written `\"{known}\"`"), "C-core"),
        (None, Some(text)) => (format!("`{}` is not a status code", shown(text)), ALL),
        (None, None) => {
            ("a status code should be the name of one, such as `\"UNAVAILABLE\"`".to_owned(), ALL)
        }
    };
    let meant = known.or_else(|| nearest(text?, codes().iter().copied()));
    let fix = meant.map(|meant| {
        cx.fix_parts(format!("write `{meant}`"), Safety::Safe, vec![(item.span, format!("\"{meant}\""))])
    });
    Some(cx.finding(item.span, refused(&problem, clients)).fix(fix))
}

/// Beginning of a text that may be long.
fn shown(text: &str) -> &str {
    &text[..text.floor_char_boundary(40)]
}
