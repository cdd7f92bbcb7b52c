//! Steps of `reshape`, for people: a table with what each saves raw and compressed, then the sums.

use super::look::visible;
use super::{Look, count, grouped};
use protune_engine::reshape::{Found, Proof, Sizes};
use std::io::{self, Write};

/// Writes the steps of a search, and what all messages say of them.
pub fn write_reshape(
    found: &Found,
    proof: &Proof,
    batch: u32,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    if found.taken.is_empty() {
        return writeln!(out, "no step saves enough");
    }
    let together = format!("zstd of {}", grouped(batch as usize));
    writeln!(out, "{:>7} {:>7} {:>7} {together:>12}  step", "raw", "gzip", "zstd")?;
    let mut before = found.before;
    for taken in &found.taken {
        write_row(before, taken.after, found.before, out)?;
        let mark = if taken.step.assumes() { "*" } else { " " };
        writeln!(out, " {mark}{}  {}", look.help().style(taken.rule), visible(&taken.message))?;
        before = taken.after;
    }
    write_row(found.before, before, found.before, out)?;
    writeln!(out, "  all")?;
    if found.taken.iter().any(|taken| taken.step.assumes()) {
        writeln!(out, "* assumes that new values are like these; others cannot be converted")?;
    }
    let sample = match found.sample as u64 == found.messages {
        true => String::new(),
        false => format!("; the steps were found with {}", count(found.sample, "message")),
    };
    writeln!(
        out,
        "{} in {} become {} ({:.1} % less){sample}",
        count(proof.before as usize, "byte"),
        count(proof.messages as usize, "message"),
        grouped(proof.after as usize),
        percent(proof.before, proof.after, proof.before),
    )
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
