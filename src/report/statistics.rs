//! Number of findings of each rule, in place of the findings: a table, or for programs.

use super::summary::{Counts, RISKY, SAFE};
use super::{Look, Reported};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// One rule that found something.
#[derive(Clone, Copy, Serialize)]
struct Row {
    rule: &'static str,
    findings: usize,
    /// Number of them with a fix that may be applied.
    fixable: usize,
    /// Number of those that only have one that is too unsafe for that.
    fixable_unsafe: usize,
}

/// Writes a line for each rule that found something.
pub type Encode = fn(Reported<'_>, Look, &mut dyn Write) -> io::Result<()>;

/// Writes one array.
pub(super) fn document(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &rows(findings))?;
    out.write_all(b"\n")
}

/// Writes one object a line.
pub(super) fn lines(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    rows(findings).iter().try_for_each(|row| {
        serde_json::to_writer(&mut *out, row)?;
        out.write_all(b"\n")
    })
}

/// The rule with the most findings comes first.
fn rows(findings: Reported<'_>) -> Vec<Row> {
    let mut by_rule: BTreeMap<&'static str, Row> = BTreeMap::new();
    for finding in findings.diagnostics {
        let rule = finding.rule.as_str();
        let row = by_rule.entry(rule).or_insert(Row { rule, findings: 0, fixable: 0, fixable_unsafe: 0 });
        let mut counts = Counts::default();
        counts.add_fixes(finding, findings.limit);
        row.findings += 1;
        row.fixable += counts.fixable;
        row.fixable_unsafe += counts.fixable_unsafe;
    }
    let mut rows: Vec<Row> = by_rule.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.findings));
    rows
}

/// Writes a table for people.
pub(super) fn table(findings: Reported<'_>, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let rows = rows(findings);
    let count = rows.first().map_or(0, |row| row.findings.to_string().len());
    let rule = rows.iter().map(|row| row.rule.len()).max().unwrap_or(0);
    for row in &rows {
        write!(out, "{:>count$}  ", row.findings)?;
        let fixable = match (row.fixable, row.fixable_unsafe) {
            (0, 0) => {
                writeln!(out, "{}", row.rule)?;
                continue;
            }
            (safe, 0) => format!("{SAFE} {safe} fixable"),
            (0, risky) => format!("{RISKY} {risky} fixable with --unsafe-fixes"),
            (safe, risky) => format!("{SAFE} {safe} fixable, {RISKY} {risky} more with --unsafe-fixes"),
        };
        writeln!(out, "{:rule$}  {}", row.rule, look.help().style(fixable))?;
    }
    Ok(())
}
