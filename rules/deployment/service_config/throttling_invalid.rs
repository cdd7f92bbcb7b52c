//! Limits of retries that clients refuse.

use super::refusal::{ALL, refused};
use crate::context::Findings;
use crate::deployed::DeployedContext;
use crate::room::{Buf, Check, Room, Wing};
use protune_compiler::diagnostic::{Diagnostic, Safety, Severity};
use protune_data::{Kind, Node, Span};

pub static RULE: Room = Room {
    id: "SERVICE_CONFIG_THROTTLING_INVALID",
    wing: Wing::Deployment,
    categories: &["DEFAULT"],
    buf: Buf::NONE,
    aliases: &[],
    severity: Severity::Error,
    doc: include_str!("throttling_invalid.md"),
    options: &[],
    check: Check::Deployed(check),
};

fn check(cx: &DeployedContext<'_>, out: &mut Findings) {
    let throttling = cx.file.service_configs().filter_map(|config| config.root.entry("retryThrottling"));
    for entry in throttling.filter(|entry| entry.value.kind() == Kind::Table) {
        for (key, judge) in [("maxTokens", tokens as Judge), ("tokenRatio", ratio)] {
            match entry.value.get(key) {
                Some(node) => out.extend(judge(cx, node)),
                None => {
                    let problem = refused(&format!("`retryThrottling` has no `{key}`"), ALL);
                    out.push(cx.finding(entry.key_span, problem));
                }
            }
        }
    }
}

type Judge = fn(&DeployedContext<'_>, &Node) -> Option<Diagnostic>;

const MOST_TOKENS: i128 = 1000;

fn tokens(cx: &DeployedContext<'_>, node: &Node) -> Option<Diagnostic> {
    if node.integer().is_some_and(|number| (1..=MOST_TOKENS).contains(&number)) {
        return None;
    }
    let number = node.number().or_else(|| node.text()?.parse().ok()).filter(|number| *number >= 1.0);
    let clients = match (node.kind(), node.number()) {
        (Kind::Integer, Some(number)) if number > MOST_TOKENS as f64 => "Node",
        (Kind::Float, Some(number)) if number > 0.0 && number <= MOST_TOKENS as f64 => "C-core",
        (Kind::Text, _) if number.is_some() => "Go, Java and Node",
        _ => ALL,
    };
    let problem = format!("`maxTokens` should be a whole number from 1 to {MOST_TOKENS}");
    let clamped = number.map(|number| number.min(MOST_TOKENS as f64).floor().to_string());
    Some(cx.finding(node.span, refused(&problem, clients)).fix(written(cx, node.span, clamped)))
}

/// Clients in C-core count in thousandths, and read no exponent.
fn ratio(cx: &DeployedContext<'_>, node: &Node) -> Option<Diagnostic> {
    let number = node.number();
    let text = node.scalar().unwrap_or("");
    if number.is_some_and(|number| number > 0.0) && thousandths(text).is_some_and(|it| it > 0) {
        return None;
    }
    let quoted = node.text().and_then(|text| text.parse::<f64>().ok()).filter(|number| *number > 0.0);
    let positive = number.or(quoted).filter(|number| *number > 0.0);
    let clients = match () {
        () if quoted.is_some() && thousandths(text).is_some() => "Go, Java and Node",
        () if quoted.is_some() => ALL,
        () if positive.is_some() => "C-core",
        () => ALL,
    };
    let is_in_range = |number: &f64| *number <= f64::from(u32::MAX);
    let rounded = positive.filter(is_in_range).map(|number| {
        let number = (number.max(0.001) * 1000.0).floor() / 1000.0;
        number.max(0.001).to_string()
    });
    let problem = "`tokenRatio` should be a number from 0.001 on, without an exponent";
    Some(cx.finding(node.span, refused(problem, clients)).fix(written(cx, node.span, rounded)))
}

fn thousandths(text: &str) -> Option<u64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: u32 = whole.parse().ok()?;
    let fraction = format!("{:0<3}", fraction.get(..fraction.len().min(3))?);
    Some(u64::from(whole) * 1000 + fraction.parse::<u64>().ok()?)
}

fn written(
    cx: &DeployedContext<'_>,
    span: Span,
    number: Option<String>,
) -> Option<protune_compiler::diagnostic::Fix> {
    let number = number?;
    Some(cx.fix_parts(format!("write `{number}`"), Safety::Safe, vec![(span, number)]))
}
