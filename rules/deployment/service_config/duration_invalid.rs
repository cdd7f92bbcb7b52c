//! Durations of service configs that clients cannot read.

use super::refusal::{ALL, refused};
use crate::context::Findings;
use crate::deployed::{DeployedContext, Duration};
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Safety, Severity};
use protune_data::{Entry, edit};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_DURATION_INVALID",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("duration_invalid.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    for entry in cx.file.service_configs().flat_map(|config| &config.methods) {
        judge(cx, entry.timeout, true, out);
        if let Some(retry) = entry.retry {
            let backoffs =
                ["initialBackoff", "maxBackoff"].into_iter().filter_map(|key| retry.value.entry(key));
            // A backoff that is missing is reported as such.
            backoffs.filter(|backoff| !backoff.value.is_null()).for_each(|it| judge(cx, Some(it), true, out));
        }
        let delay = entry.hedging.and_then(|hedging| hedging.value.entry("hedgingDelay"));
        judge(cx, delay, false, out);
    }
}

/// Reports a duration. Clients that hedge accept any number of seconds.
fn judge(cx: &DeployedContext<'_>, entry: Option<&Entry>, has_range: bool, out: &mut Findings) {
    let Some(Entry { key, value, .. }) = entry else { return };
    let text = value.text();
    let is_valid = |duration: Duration| !has_range || duration.is_in_range();
    if text.and_then(Duration::parse).is_some_and(is_valid) || text.is_some_and(is_long) && !has_range {
        return;
    }
    let written = value.span.of(&cx.file.data.text);
    let shown = if written.len() > MOST_SHOWN { "this" } else { &format!("`{written}`") };
    let problem = format!("`{key}` should be seconds with an `s`, such as `\"0.1s\"`, not {shown}");
    let clients = match () {
        () if value.is_null() || !has_range => "Java and Node",
        () => clients(text),
    };
    let finding = cx.finding(value.span, refused(&problem, clients));
    let guess = text.and_then(Duration::guess).map(Duration::text);
    let fix = guess.and_then(|guess| {
        let edit = cx.try_edit(|file| edit::set_text(file, value, &guess));
        cx.fix(format!("write `{guess}`"), Safety::Safe, edit)
    });
    out.push(finding.help("write digits, up to nine digits after a dot, and `s`").fix(fix));
}

/// Longest value that a message quotes, in bytes.
const MOST_SHOWN: usize = 40;

/// A number of seconds with more digits than any clock counts.
fn is_long(text: &str) -> bool {
    let digits = text.strip_suffix('s').unwrap_or("");
    let digits = digits.split_once('.').map_or(digits, |(whole, fraction)| match fraction.len() {
        1..=9 if fraction.bytes().all(|byte| byte.is_ascii_digit()) => whole,
        _ => "",
    });
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Clients that refuse a text as a duration.
fn clients(text: Option<&str>) -> &'static str {
    let Some(text) = text else { return ALL };
    let number = text.strip_suffix('s').unwrap_or("");
    match number.split_once('.') {
        _ if text.starts_with('+') || text.starts_with("-0") || number.contains(' ') => "Node",
        _ if Duration::parse(text).is_some() => "C-core and Go",
        Some((whole, fraction)) if fraction.len() > 9 && !whole.is_empty() => "C-core, Go and Node",
        Some(("", _)) => "C-core, Java and Node",
        Some((_, "")) => "C-core and Node",
        _ if text.starts_with('-') => "C-core and Node",
        _ => ALL,
    }
}
