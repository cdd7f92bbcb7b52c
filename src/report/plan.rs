//! Proposals of `optimize`, for people: each rewrite with its savings and the contracts that it breaks, then
//! the sums. Weighs nothing.

use super::look::visible;
use super::{Look, Reported, count, text};
use protune_engine::optimize::{Aside, Choice, Plan, Squeezed, Verified, Weights};
use protune_rules::proposal::{Contracts, Proposal, Verdict};
use protune_wire::Layout;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Width of a line in a terminal.
const WIDEST: usize = 100;

/// Writes the proposals of a plan.
pub fn write_plan(plan: &Plan, findings: Reported<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    for (at, choice) in plan.chosen.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write_choice(plan, at, choice, findings, look, out)?;
    }
    Ok(())
}

fn write_choice(
    plan: &Plan,
    at: usize,
    choice: &Choice,
    findings: Reported<'_>,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let finding = &choice.proposal.finding;
    let place = text::place(findings, finding.place);
    let saved =
        if choice.proposal.steps.is_empty() { "no bytes".to_owned() } else { saved(plan, choice.saved) };
    writeln!(out, "{} {}  {}", look.path().style(saved), finding.rule, look.path().style(place))?;
    writeln!(out, "  {}", visible(&finding.message))?;
    if let Some(fix) = finding.fixes.first() {
        writeln!(out, "  {} {}", look.help().style("fix:"), visible(&fix.title()))?;
    }
    let Contracts { wire, json, source } = choice.proposal.verdicts;
    let verdicts = [("binary", wire), ("json", json), ("source", source)].map(|(axis, it)| told(axis, it));
    let line = verdicts.join(", ");
    // Reasons are long: a line each.
    let line = if line.len() > WIDEST { verdicts.join("\n  ") } else { line };
    writeln!(out, "  {line}")?;
    if let Some(verified) = plan.verified.as_ref().filter(|_| !choice.proposal.steps.is_empty()) {
        let alone = verified.squeezed_alone[at];
        let without = verified.without[at];
        let squeezed = squeezed(verified.squeezed_before, alone);
        match without == choice.saved {
            true => writeln!(out, "  {squeezed}")?,
            false => {
                let rest = count(without.max(0) as usize, "byte");
                writeln!(out, "  {squeezed}; {rest} on top of the other rewrites")?;
            }
        }
    }
    Ok(())
}

/// `12 bytes (0.3 %)`.
fn saved(plan: &Plan, saved: i64) -> String {
    let all = plan.weights.as_ref().map_or(plan.profiled.0, Weights::real);
    format!("{} ({})", count(saved.max(0) as usize, "byte"), percent(saved, all))
}

fn percent(part: i64, all: u64) -> String {
    format!("{:.2} %", part as f64 * 100.0 / all.max(1) as f64)
}

fn told(axis: &str, verdict: Verdict) -> String {
    match verdict {
        Verdict::Safe => format!("{axis} safe"),
        Verdict::Conditional(why) => format!("{axis} conditional: {why}"),
        Verdict::Breaks(why) => format!("{axis} broken: {why}"),
    }
}

/// Size after compression.
fn squeezed(before: Squeezed, after: Squeezed) -> String {
    let change = |name, before: u64, after: u64| match before as i64 - after as i64 {
        saved if saved < 0 => format!("{} more after {name}", -saved),
        saved => format!("{saved} less after {name}"),
    };
    format!("{}, {}", change("gzip", before.gzip, after.gzip), change("zstd", before.zstd, after.zstd))
}

/// The closing lines.
pub fn sum_up(plan: &Plan, layout: &Layout) -> Vec<String> {
    let mut lines = Vec::new();
    let aside = aside(plan, layout);
    match (&plan.weights, &plan.verified) {
        (Some(weights), Some(verified)) => lines.extend(totals(plan, weights, verified)),
        (Some(weights), None) => lines.push(format!(
            "nothing is worth making: {} in {} were weighed",
            count(weights.real() as usize, "byte"),
            count(weights.messages as usize, "message"),
        )),
        (None, _) => lines.push(estimated(plan)),
    }
    lines.extend(aside);
    lines
}

fn totals(plan: &Plan, weights: &Weights, verified: &Verified) -> Vec<String> {
    let saved = weights.real() as i64 - verified.after as i64;
    let mut lines = vec![format!(
        "{} would save {} of {} ({})",
        count(plan.chosen.len(), "rewrite"),
        count(saved.max(0) as usize, "byte"),
        weights.real(),
        percent(saved, weights.real()),
    )];
    let [before, after] = [verified.squeezed_before, verified.squeezed_after];
    let sample = match verified.squeezed < verified.messages {
        true => format!(" in a sample of {}", count(verified.squeezed as usize, "message")),
        false => String::new(),
    };
    lines.push(format!(
        "gzip: {} to {} bytes, zstd: {} to {} bytes, message by message{sample}",
        before.gzip, after.gzip, before.zstd, after.zstd
    ));
    let ways = if plan.chosen.len() > 1 { " under each rewrite and under all" } else { "" };
    lines.push(format!(
        "verified: {} transcoded and back{ways}, each of the size that was predicted",
        count(verified.messages as usize, "message")
    ));
    if weights.bytes > weights.canonical {
        lines.push(format!(
            "the input takes {}, since it is not written as shortly as the schema allows",
            count(weights.bytes as usize, "byte")
        ));
    }
    lines
}

fn estimated(plan: &Plan) -> String {
    let (bytes, messages) = plan.profiled;
    let of = format!("{} in {}", count(bytes as usize, "byte"), count(messages as usize, "message"));
    if plan.chosen.is_empty() {
        return format!("no rewrite is worth making, by the counts: {of} were profiled");
    }
    let saved: i64 = plan.chosen.iter().map(|choice| choice.saved).sum();
    format!(
        "{} would save about {} of {of}: --input weighs and verifies them on messages",
        count(plan.chosen.len(), "rewrite"),
        count(saved as usize, "byte"),
    )
}

/// The greatest of what is not made, in a line.
fn aside(plan: &Plan, layout: &Layout) -> Option<String> {
    let greatest = plan.aside.iter().max_by_key(|aside| aside.saved)?;
    let name = name(&greatest.proposal, layout);
    Some(format!(
        "{} not made, of which {name} would save most, {}: {} (--verbose lists all)",
        count(plan.aside.len(), "proposal"),
        saved(plan, greatest.saved),
        greatest.why,
    ))
}

/// Lists the rewrites that are not made, a line each.
pub fn list_aside(plan: &Plan, findings: Reported<'_>, layout: &Layout) -> Vec<String> {
    let line = |aside: &Aside| {
        let finding = &aside.proposal.finding;
        let place = text::place(findings, finding.place);
        let name = name(&aside.proposal, layout);
        format!("not made: {place}: {name}, {}: {}", saved(plan, aside.saved), aside.why)
    };
    plan.aside.iter().map(line).collect()
}

/// The rule, with the fields that it is about.
fn name(proposal: &Proposal, layout: &Layout) -> String {
    let rule = proposal.finding.rule;
    let fields: BTreeSet<(&str, u32)> =
        proposal.steps.iter().map(|step| (&*step.message, step.field)).collect();
    let Some(&(message, number)) = fields.first() else { return rule.to_string() };
    let field = layout.find(message).and_then(|id| layout.get(id).field(number));
    let first = field.map_or_else(|| message.to_owned(), |field| format!("{message}.{}", field.name));
    match fields.len() {
        1 => format!("{rule} of `{first}`"),
        several => format!("{rule} of `{first}` and {}", count(several - 1, "other field")),
    }
}
