//! How many findings each rule has, in place of the findings: a table, or for programs.

use super::{Findings, Format, Look};
use protune_engine::fix;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// One rule that found something.
#[derive(Clone, Copy, Serialize)]
struct Row {
    rule: &'static str,
    findings: usize,
    /// How many of them have a fix that may be applied.
    fixable: usize,
}

impl Format {
    /// Can say how many findings there are of which rule.
    pub fn has_statistics(self) -> bool {
        matches!(self, Format::Full | Format::Text | Format::Json | Format::Jsonl)
    }
}

/// Writes a line for each rule that found something, the one with the most findings first.
pub fn write_statistics(
    format: Format,
    findings: Findings<'_>,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = rows(findings);
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &rows)?;
            out.write_all(b"\n")
        }
        Format::Jsonl => rows.iter().try_for_each(|row| {
            serde_json::to_writer(&mut *out, row)?;
            out.write_all(b"\n")
        }),
        _ => table(&rows, look, out),
    }
}

fn rows(findings: Findings<'_>) -> Vec<Row> {
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

fn table(rows: &[Row], look: Look, out: &mut dyn Write) -> io::Result<()> {
    let count = rows.first().map_or(0, |row| row.findings.to_string().len());
    let rule = rows.iter().map(|row| row.rule.len()).max().unwrap_or(0);
    for row in rows {
        write!(out, "{:>count$}  ", row.findings)?;
        match row.fixable {
            0 => writeln!(out, "{}", row.rule)?,
            n => writeln!(out, "{:rule$}  {}", row.rule, look.help().style(format_args!("{n} fixable")))?,
        }
    }
    Ok(())
}
