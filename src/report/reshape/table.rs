//! A table for people: each step with what it saves raw and compressed, then the sums, and the operations before and after.

use super::{ReshapeFormat, Reshaped};
use crate::report::look::visible;
use crate::report::{Look, count, grouped};
use protune_engine::reshape::{Found, Proof, Sizes};
use std::io::{self, Write};

pub(super) static FORMAT: ReshapeFormat =
    ReshapeFormat { name: "table", doc: "people", is_for_programs: false, write };

fn write(reshaped: Reshaped<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let Reshaped { found, proof, .. } = reshaped;
    match found.taken.is_empty() {
        true => writeln!(out, "no step saves enough")?,
        false => write_steps(reshaped, look, out)?,
    }
    if !found.hints.is_empty() {
        writeln!(out, "no step is offered for these fields:")?;
        for hint in &found.hints {
            writeln!(out, "  {}", visible(&hint.message))?;
        }
    }
    if !found.taken.is_empty() {
        write_operations(proof, look, out)?;
    }
    Ok(())
}

fn write_steps(reshaped: Reshaped<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let Reshaped { found, proof, batch, .. } = reshaped;
    let together = format!("zstd of {}", grouped(batch as usize));
    writeln!(out, "{:>7} {:>7} {:>7} {together:>12}     step", "raw", "gzip", "zstd")?;
    let mut before = found.before;
    for taken in &found.taken {
        write_row(before, taken.after, found.before, out)?;
        let (assumes, json) = (taken.step.assumes(), taken.keeps_json());
        let marks = [if assumes { "*" } else { "" }, if json { "j" } else { "" }].concat();
        writeln!(out, " {marks:>2} {}  {}", look.help().style(taken.rule), visible(&taken.message))?;
        before = taken.after;
    }
    write_row(found.before, before, found.before, out)?;
    writeln!(out, "    all")?;
    if found.taken.iter().any(|taken| taken.step.assumes()) {
        writeln!(out, "* assumes that new values are like these; others cannot be converted")?;
    }
    if found.taken.iter().any(|taken| taken.keeps_json()) {
        writeln!(out, "j keeps the JSON of these messages")?;
    }
    writeln!(
        out,
        "{} in {} become {} ({:.1} % less){}",
        count(proof.before as usize, "byte"),
        count(proof.messages as usize, "message"),
        grouped(proof.after as usize),
        percent(proof.before, proof.after, proof.before),
        sample(found),
    )
}

fn sample(found: &Found) -> String {
    match found.sample as u64 == found.messages {
        true => String::new(),
        false => format!("; the steps were found with {}", count(found.sample, "message")),
    }
}

/// Writes the savings of a step, as shares of the whole.
fn write_row(before: Sizes, after: Sizes, all: Sizes, out: &mut dyn Write) -> io::Result<()> {
    let raw = percent(before.raw, after.raw, all.raw);
    let gzip = percent(before.each.gzip, after.each.gzip, all.each.gzip);
    let zstd = percent(before.each.zstd, after.each.zstd, all.each.zstd);
    let batch = percent(before.batch.zstd, after.batch.zstd, all.batch.zstd);
    write!(out, "{raw:>6.1}% {gzip:>6.1}% {zstd:>6.1}% {batch:>11.1}%")
}

fn percent(before: u64, after: u64, all: u64) -> f64 {
    (before as f64 - after as f64) * 100.0 / all.max(1) as f64
}

fn write_operations(proof: &Proof, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (proof.operations_before.named(), proof.operations_after.named());
    let rows = before.into_iter().zip(after).filter(|((_, before), (_, after))| before + after > 0);
    writeln!(
        out,
        "{}",
        look.aside().style(format_args!("{:28} {:>13} {:>13}", "operations", "before", "after"))
    )?;
    for ((name, before), (_, after)) in rows {
        writeln!(out, "{name:28} {:>13} {:>13}", grouped(before as usize), grouped(after as usize))?;
    }
    Ok(())
}
