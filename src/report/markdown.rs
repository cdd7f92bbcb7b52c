//! A page for people who look at a pull request or at the summary of a job: how many of what, then the findings
//! themselves, as many as such pages hold.

use super::look::is_control;
use super::pages::pages;
use super::{Columns, Format, Look, Paths, Reader, Reported, Summary, count};
use protune_compiler::diagnostic::{Diagnostic, RuleId, Severity};
use protune_compiler::text::ColumnUnit;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// In bytes. A comment on GitHub holds 65,536 characters, and there is more in it.
const MAX_FINDINGS: usize = 50_000;

pub(super) static FORMAT: Format = Format {
    name: "markdown",
    aliases: &[],
    doc: "a comment on a pull request, or the summary of a job",
    columns: Columns::Fixed("characters"),
    paths: Paths::Repository,
    reader: Reader::Program,
    write,
    statistics: None,
};

fn write(findings: Reported<'_>, _: Look, out: &mut dyn Write) -> io::Result<()> {
    let command = if findings.workspace.before.is_empty() { "lint" } else { "breaking" };
    writeln!(out, "### protune {command}\n\n{}", Summary::of(findings))?;
    if let Some(semver) = findings.semver {
        writeln!(out, "\nThe version step that this asks for: **{}**", semver.step.name())?;
    }
    if findings.diagnostics.is_empty() {
        return Ok(());
    }
    write_rules(findings, out)?;
    write_findings(findings, out)
}

/// How many findings each rule has.
fn write_rules(findings: Reported<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut counts: HashMap<RuleId, (usize, Severity)> = HashMap::new();
    for finding in findings.diagnostics {
        let (count, severity) = counts.entry(finding.rule).or_insert((0, finding.severity));
        *count += 1;
        *severity = finding.severity.max(*severity);
    }
    writeln!(out, "\n| rule | severity | findings |\n|---|---|--:|")?;
    let mut pages = pages(findings.catalog, findings.diagnostics);
    pages.sort_by_key(|page| std::cmp::Reverse(counts[&page.id]));
    for page in pages {
        let (count, severity) = counts[&page.id];
        let rule = page.url.map_or(format!("`{}`", page.id), |url| format!("[`{}`]({url})", page.id));
        writeln!(out, "| {rule} | {} | {count} |", severity.name())?;
    }
    Ok(())
}

fn write_findings(findings: Reported<'_>, out: &mut dyn Write) -> io::Result<()> {
    let all = findings.by_severity();
    let mut rows = String::new();
    let mut shown = 0;
    for finding in &all {
        let row = row(findings, finding);
        if rows.len() + row.len() > MAX_FINDINGS {
            break;
        }
        rows.push_str(&row);
        shown += 1;
    }
    writeln!(out, "\n<details><summary>{}</summary>\n", count(all.len(), "finding"))?;
    write!(out, "| place | rule | what |\n|---|---|---|\n{rows}")?;
    if shown < all.len() {
        writeln!(out, "\nand {} more", all.len() - shown)?;
    }
    writeln!(out, "\n</details>")
}

fn row(findings: Reported<'_>, finding: &Diagnostic) -> String {
    let mut place = findings.path_in_repository(finding.place).into_owned();
    if let Some(range) = findings.range_of(finding, ColumnUnit::Scalar) {
        write!(place, ":{}:{}", range.start.line, range.start.column).expect("a string takes everything");
    }
    // No code can hold a backtick that is delimited by one.
    let place = place.replace('`', "'");
    let mut what = cell(&finding.message);
    if let Some(help) = &finding.help {
        what += &format!("<br>help: {}", cell(help));
    }
    format!(
        "| {} | {}: `{}` | {what} |\n",
        cell(&format!("`{place}`")),
        finding.severity.name(),
        finding.rule
    )
}

/// For the cell of a table. Between backticks all but the bar is left as it is; elsewhere nothing means more than
/// it says.
fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut parts = text.split('`').peekable();
    let mut is_code = false;
    while let Some(part) = parts.next() {
        for c in part.chars() {
            match c {
                '|' => out.push_str("\\|"),
                c if c.is_control() || is_control(c) => out.push(' '),
                '<' if !is_code => out.push_str("&lt;"),
                '&' if !is_code => out.push_str("&amp;"),
                '\\' | '*' | '_' | '~' | '[' | ']' if !is_code => out.extend(['\\', c]),
                _ => out.push(c),
            }
        }
        if parts.peek().is_some() {
            out.push('`');
            is_code = !is_code;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells() {
        assert_eq!(cell("the `a|b_c<d>` is *not* a <b>|\nc"), "the `a\\|b_c<d>` is \\*not\\* a &lt;b>\\| c");
    }
}
