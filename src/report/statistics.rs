//! Number of findings of each rule, in place of the findings: a table, or for programs.

use super::{Look, Reported};
use protune_engine::fix;
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
        let row = by_rule.entry(rule).or_insert(Row { rule, findings: 0, fixable: 0 });
        row.findings += 1;
        row.fixable += usize::from(fix::choose(finding, findings.limit).is_some());
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
        match row.fixable {
            0 => writeln!(out, "{}", row.rule)?,
            n => writeln!(out, "{:rule$}  {}", row.rule, look.help().style(format_args!("{n} fixable")))?,
        }
    }
    Ok(())
}
